import type { JsonObject } from "../json.ts";

/** ECS developer guide, service deployment states. */
export type ServiceDeploymentStatus =
  | "PENDING"
  | "IN_PROGRESS"
  | "SUCCESSFUL"
  | "STOP_REQUESTED"
  | "STOPPED"
  | "ROLLBACK_REQUESTED"
  | "ROLLBACK_IN_PROGRESS"
  | "ROLLBACK_SUCCESSFUL"
  | "ROLLBACK_FAILED";

/** A service revision, named by the deployment that made it, and how many tasks of it there are. */
export interface RevisionCounts {
  readonly deploymentId: string;
  readonly requested: number;
  readonly running: number;
  readonly pending: number;
}

/** One service deployment: a change of a service until it is done, its own rollback among it. */
export interface ServiceDeploymentRow {
  /** The last part of its ARN. */
  readonly id: string;
  readonly target: RevisionCounts;
  readonly sources: readonly RevisionCounts[];
  readonly status: ServiceDeploymentStatus;
  readonly statusReason?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly startedAt?: number;
  readonly stoppedAt?: number;
  readonly finishedAt?: number;
  readonly breaker: {
    readonly status: "DISABLED" | "MONITORING" | "MONITORING_COMPLETE" | "TRIGGERED";
    readonly failureCount: number;
    readonly threshold: number;
  };
  /** What is known of the alarms of its configuration, once they were looked at. */
  readonly alarms?: {
    readonly status: "DISABLED" | "MONITORING" | "MONITORING_COMPLETE" | "TRIGGERED";
    readonly triggered: readonly string[];
    /** Milliseconds that they are monitored after all tasks are there, and until when that is. */
    readonly bake: number;
    readonly bakesUntil?: number;
  };
  readonly rollback?: { readonly reason: string; readonly startedAt: number; readonly deploymentId: string };
  /** The deployment configuration it began with, as it was given. */
  readonly configuration: JsonObject;
}
