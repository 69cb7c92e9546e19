import type { StackPart } from "./graph.ts";

/** What stands for a stack that does not exist, where CloudFormation has no word. */
export const notDeployed = "NOT_DEPLOYED";

export interface StackState {
  readonly name: string;
  readonly part: StackPart;
  readonly region: string;
  /** CloudFormation's status, or NOT_DEPLOYED. */
  readonly status: string;
  readonly reason?: string | undefined;
  readonly updatedAt?: number | undefined;
}

/** How a service stands: `steady` is ECS's steady state, `parked` is a desired count of zero. */
export type ServiceHealth = "steady" | "changing" | "short" | "failing" | "parked";

export interface ServiceState {
  readonly name: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  /** Null where there is no autoscaling, or it cannot be asked. */
  readonly minCapacity: number | null;
  readonly maxCapacity: number | null;
  readonly rolloutState: string;
  readonly image: string;
  readonly health: ServiceHealth;
}

export interface LastDeploy {
  readonly revision: number;
  readonly at: string;
  readonly by: string;
  readonly result: string;
}

/** Who is changing the environment. */
export interface LockState {
  readonly holder: string;
  readonly who: { readonly arn: string; readonly host: string; readonly pid: number };
  readonly command: string;
  readonly since: number;
}

/** Something that is wrong, and what to type next. */
export interface Problem {
  readonly what: string;
  readonly next: string;
}

/** What `status` answers. */
export interface EnvironmentStatus {
  readonly env: string;
  readonly region: string;
  readonly stacks: readonly StackState[];
  readonly services: readonly ServiceState[];
  /** Who holds the environment; null when nobody does. */
  readonly lock: LockState | null;
  /** Number of the last recorded deployment. */
  readonly revision: number | null;
  readonly lastDeploy: LastDeploy | null;
  /** Public addresses, by output name. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
  /** Parts that could not be asked. */
  readonly notes: readonly string[];
}

/** Judges a service by ECS's own numbers. */
export function serviceHealth(service: {
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly rolloutState: string;
}): ServiceHealth {
  const { desiredCount, runningCount, pendingCount, rolloutState } = service;
  if (rolloutState === "FAILED") return "failing";
  if (rolloutState === "IN_PROGRESS" || pendingCount > 0) return "changing";
  if (runningCount < desiredCount) return "short";
  if (runningCount > desiredCount) return "changing";
  return desiredCount === 0 ? "parked" : "steady";
}
