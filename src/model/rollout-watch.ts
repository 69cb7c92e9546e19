/** What is seen of a service while a rollout is watched. */
export interface RolloutLook {
  readonly name: string;
  readonly deployments: readonly SeenDeployment[];
  /** What ECS says of the service, newest first. */
  readonly events?: readonly string[] | undefined;
}

interface SeenDeployment {
  readonly id: string;
  readonly status: string;
  readonly taskDefinition: string;
  readonly rolloutState: string;
  readonly rolloutStateReason?: string | undefined;
}

/** Tells whether a rollout has failed, also where ECS has dropped the failed deployment between two looks. */
export interface RolloutWatch {
  /** Why it failed, which may be empty; undefined for a rollout that has not failed. */
  failure(look: RolloutLook): string | undefined;
}

export function rolloutWatch(): RolloutWatch {
  const watched = new Map<string, SeenDeployment>();
  const seen = new Set<string>();
  return {
    failure(look) {
      const { name, deployments, events = [] } = look;
      const failed = deployments.find(hasFailed);
      if (failed !== undefined) return failed.rolloutStateReason ?? "";
      const primary = deployments.find(({ status }) => status === "PRIMARY");
      const before = watched.get(name);
      if (before !== undefined && primary !== undefined && primary.id !== before.id) {
        const said = events.find((text) => text.includes(`(deployment ${before.id}) deployment failed`));
        const other = primary.taskDefinition !== before.taskDefinition && primary.rolloutState === "COMPLETED";
        if (said !== undefined || other || seen.has(primary.id))
          return said?.replace(/^\(service [^)]*\) /, "") ?? `${primary.taskDefinition} runs again`;
      }
      for (const { id } of deployments) seen.add(id);
      // A newer rollout takes the place of the one before.
      if (primary?.rolloutState === "IN_PROGRESS") watched.set(name, primary);
      return undefined;
    },
  };
}

/** A circuit breaker that goes back makes the old deployment the primary one, and only the reason says so. */
const hasFailed = ({ status, rolloutState, rolloutStateReason = "" }: SeenDeployment) =>
  rolloutState === "FAILED" || (status === "PRIMARY" && /rolling back/i.test(rolloutStateReason));
