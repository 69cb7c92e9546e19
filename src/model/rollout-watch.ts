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
      const { name, deployments } = look;
      const failed = deployments.find(hasFailed);
      if (failed !== undefined) return failed.rolloutStateReason ?? "";
      const primary = deployments.find(({ status }) => status === "PRIMARY");
      const before = watched.get(name);
      const dropped = primary && before && whyDropped(look, { primary, before, seen });
      if (dropped !== undefined) return dropped;
      for (const { id } of deployments) seen.add(id);
      // A newer rollout takes the place of the one before.
      if (primary?.rolloutState === "IN_PROGRESS") watched.set(name, primary);
      return undefined;
    },
  };
}

interface Change {
  readonly before: SeenDeployment;
  readonly primary: SeenDeployment;
  /** All that were there before. */
  readonly seen: ReadonlySet<string>;
}

/** Undefined where nothing tells that the deployment before has failed. */
function whyDropped({ events = [] }: RolloutLook, { before, primary, seen }: Change): string | undefined {
  if (primary.id === before.id) return undefined;
  const said = events.find((text) => text.includes(`(deployment ${before.id}) deployment failed`));
  if (said !== undefined) return said.replace(/^\(service [^)]*\) /, "");
  const replaced = primary.taskDefinition !== before.taskDefinition && primary.rolloutState === "COMPLETED";
  return replaced || seen.has(primary.id) ? `${primary.taskDefinition} runs again` : undefined;
}

/** A circuit breaker that goes back makes the old deployment the primary one, and only the reason says so. */
const hasFailed = ({ status, rolloutState, rolloutStateReason = "" }: SeenDeployment) =>
  rolloutState === "FAILED" || (status === "PRIMARY" && /rolling back/i.test(rolloutStateReason));
