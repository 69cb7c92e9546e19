/** Where a task listens, as a target of a load balancer. */
export interface Target {
  readonly id: string;
  readonly port: number;
}

export type TargetState = "initial" | "healthy" | "unhealthy" | "draining";

/** What a load balancer is to ECS: targets come and go, and have a health. */
export interface TargetRegistry {
  /** Starts health checks; a group that does not exist is ignored. */
  register(targetGroupArn: string, target: Target): void;
  deregister(targetGroupArn: string, target: Target): void;
  /** Undefined when the group or the target is not there. */
  state(targetGroupArn: string, target: Target): TargetState | undefined;
  /** Told after any change of any target's state. */
  onChange(listener: () => void): void;
}
