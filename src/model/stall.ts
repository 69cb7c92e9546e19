interface Rolling {
  readonly name: string;
  readonly deployments: readonly {
    readonly id: string;
    readonly status: string;
    readonly runningCount: number;
  }[];
}

/**
 * Tells of a service that is being changed whether it comes no further: for so long, in milliseconds, no look has shown more
 * tasks of its newest deployment running than any before. Tasks that start and die over and over are no progress, and ECS's
 * circuit breaker, which counts failed starts, may never count them.
 */
export function stallWatch(patienceMs: number): (service: Rolling, now: number) => boolean {
  const best = new Map<string, { readonly deployment: string; readonly running: number; readonly at: number }>();
  return ({ name, deployments }, now) => {
    const { id: deployment = "", runningCount: running = 0 } =
      deployments.find(({ status }) => status === "PRIMARY") ?? {};
    const before = best.get(name);
    if (before?.deployment === deployment && running <= before.running) return now - before.at >= patienceMs;
    best.set(name, { deployment, running, at: now });
    return false;
  };
}
