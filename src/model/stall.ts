interface Rolling {
  readonly name: string;
  readonly deployments: readonly {
    readonly id: string;
    readonly status: string;
    readonly desiredCount: number;
    readonly runningCount: number;
  }[];
}

interface Standing {
  readonly deployment: string;
  /** The most of its tasks that any look has shown running. */
  readonly best: number;
  readonly lacksTasks: boolean;
  readonly lackedMs: number;
  readonly at: number;
}

/**
 * Tells of a service that is being changed whether it comes no further: it lacks tasks, and has for so long in all, in
 * milliseconds, since a look showed more tasks of its newest deployment running than any before. Tasks that start and die over
 * and over are no progress, and ECS's circuit breaker, which counts failed starts, may never count them. While all tasks run,
 * old ones drain or the deployment bakes: that takes as long as it is set to, and does not count.
 */
export function stallWatch(patienceMs: number): (service: Rolling, now: number) => boolean {
  const standings = new Map<string, Standing>();
  return (service, now) => {
    const standing = standingOf(service, standings.get(service.name), now);
    standings.set(service.name, standing);
    return standing.lacksTasks && standing.lackedMs >= patienceMs;
  };
}

function standingOf({ deployments }: Rolling, before: Standing | undefined, at: number): Standing {
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  const { id: deployment = "", runningCount: running = 0, desiredCount = 0 } = primary ?? {};
  const lacksTasks = running < desiredCount;
  if (before?.deployment !== deployment || running > before.best)
    return { deployment, best: running, lacksTasks, lackedMs: 0, at };
  return { ...before, lacksTasks, lackedMs: before.lackedMs + (before.lacksTasks ? at - before.at : 0), at };
}
