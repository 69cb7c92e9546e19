import type { JsonObject } from "../json.ts";
import { rowWith } from "../row.ts";
import type { Tags } from "../tag-list.ts";
import type { ServiceDeploymentRow } from "./service-deployment-row.ts";

export interface ClusterRow {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly capacityProviders: readonly string[];
  readonly defaultCapacityProviderStrategy: readonly JsonObject[];
  readonly settings: readonly JsonObject[];
  readonly configuration?: JsonObject;
  readonly tags: Tags;
  readonly token?: string;
}

export interface TaskDefinitionRow {
  readonly arn: string;
  readonly region: string;
  readonly family: string;
  readonly revision: number;
  readonly status: "ACTIVE" | "INACTIVE";
  /** What was registered, in the API's shape. */
  readonly definition: JsonObject;
  readonly registeredAt: number;
  readonly deregisteredAt?: number;
  readonly tags: Tags;
  readonly token?: string;
}

/** One rollout of a service. The first of a service's deployments is the PRIMARY one. */
export interface DeploymentRow {
  readonly id: string;
  readonly taskDefinition: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly rolloutState: "IN_PROGRESS" | "COMPLETED" | "FAILED";
  readonly rolloutStateReason: string;
  /** Tasks in a row that ended before they were healthy: what the circuit breaker counts. */
  readonly failedTasks: number;
  /** Tasks in a row that did not live a minute: what the delay between starts grows with. */
  readonly restarts: number;
  /** No task starts before this moment. */
  readonly retryAt: number;
}

export interface ServiceEvent {
  readonly id: string;
  readonly createdAt: number;
  readonly message: string;
}

export interface ServiceRow {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly clusterArn: string;
  readonly status: "ACTIVE" | "DRAINING" | "INACTIVE";
  readonly desiredCount: number;
  readonly createdAt: number;
  /** Network, load balancers, deployment configuration ...: what CreateService and UpdateService set, in their shape. */
  readonly settings: JsonObject;
  readonly deployments: readonly DeploymentRow[];
  /** The deployment that a circuit breaker goes back to. */
  readonly lastCompleted?: Pick<DeploymentRow, "id" | "taskDefinition">;
  /** Newest first; the last 20. */
  readonly serviceDeployments: readonly ServiceDeploymentRow[];
  /** Newest first. */
  readonly events: readonly ServiceEvent[];
  readonly steady: boolean;
  readonly tags: Tags;
  /** The last stack step that changed it, and the deployment that step began, if it began one. */
  readonly step?: { readonly token: string; readonly deploymentId?: string };
}

export interface ContainerRow {
  readonly name: string;
  readonly image: string;
  /** Of an image that a repository of this account has, once it was pulled. */
  readonly imageDigest?: string;
  readonly arn: string;
  readonly runtimeId: string;
  readonly lastStatus: string;
  readonly healthStatus: "HEALTHY" | "UNHEALTHY" | "UNKNOWN";
  readonly exitCode?: number;
  readonly reason?: string;
  readonly containerPort?: number;
  readonly port?: number;
  readonly pid?: number;
  /** What tells the process from a later one of the same number. */
  readonly start?: string;
}

export interface TaskRow {
  readonly arn: string;
  readonly id: string;
  readonly region: string;
  readonly clusterArn: string;
  readonly taskDefinition: string;
  readonly family: string;
  /** `service:<name>` or `family:<name>`. */
  readonly group: string;
  readonly startedBy?: string;
  readonly serviceArn?: string;
  readonly deploymentId?: string;
  readonly lastStatus: string;
  readonly desiredStatus: "RUNNING" | "STOPPED";
  readonly containers: readonly ContainerRow[];
  /** Whether it has been healthy once; a task without health checks is when it runs. */
  readonly wasHealthy: boolean;
  readonly times: Readonly<Partial<Record<TaskMoment, number>>>;
  readonly createdAt: number;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  readonly overrides: JsonObject;
  readonly settings: JsonObject;
  readonly version: number;
  readonly tags: Tags;
}

export type TaskMoment =
  | "pullStartedAt"
  | "pullStoppedAt"
  | "connectivityAt"
  | "startedAt"
  | "stoppingAt"
  | "executionStoppedAt"
  | "stoppedAt";

export const isClusterRow = rowWith<ClusterRow>("arn", "name", "region", "tags");
export const isTaskDefinitionRow = rowWith<TaskDefinitionRow>("arn", "family", "revision", "definition", "status");
export const isServiceRow = rowWith<ServiceRow>(
  "arn",
  "clusterArn",
  "deployments",
  "desiredCount",
  "serviceDeployments",
  "events",
);
export const isTaskRow = rowWith<TaskRow>("arn", "id", "clusterArn", "containers", "lastStatus", "times");
