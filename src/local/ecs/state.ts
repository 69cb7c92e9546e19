import type { Ground } from "../resource.ts";
import { rowWith } from "../row.ts";
import type { CapacityFault } from "./capacity.ts";
import type { RunTokenRow } from "./run-task.ts";
import type { Table } from "../store.ts";
import {
  type ClusterRow,
  isClusterRow,
  isServiceRow,
  isTaskDefinitionRow,
  isTaskRow,
  type ServiceRow,
  type TaskDefinitionRow,
  type TaskRow,
} from "./rows.ts";
import type { ServiceRevisionRow } from "./service-revisions.ts";

/** An image that this machine can run because somebody said what stands for it. */
export interface ImageRow {
  readonly image: string;
  /** In place of the container's own command; empty keeps that. */
  readonly command: readonly string[];
}

/** What ECS holds, by ARN. */
export interface EcsState {
  readonly clusters: Table<ClusterRow>;
  readonly taskDefinitions: Table<TaskDefinitionRow>;
  /** The last revision of each family, by Region and family: numbers are never used twice. */
  readonly revisions: Table<{ readonly last: number }>;
  readonly services: Table<ServiceRow>;
  readonly serviceRevisions: Table<ServiceRevisionRow>;
  readonly tasks: Table<TaskRow>;
  /** By cluster and client token. */
  readonly runTokens: Table<RunTokenRow>;
  readonly capacityFaults: Table<CapacityFault>;
  readonly images: Table<ImageRow>;
}

export const ecsState = ({ store }: Ground): EcsState => ({
  clusters: store.table("ecs-clusters", isClusterRow),
  taskDefinitions: store.table("ecs-task-definitions", isTaskDefinitionRow),
  revisions: store.table("ecs-revisions", rowWith<{ readonly last: number }>("last")),
  services: store.table("ecs-services", isServiceRow),
  serviceRevisions: store.table(
    "ecs-service-revisions",
    rowWith<ServiceRevisionRow>("arn", "serviceArn", "taskDefinition", "settings", "containerImages"),
  ),
  tasks: store.table("ecs-tasks", isTaskRow),
  runTokens: store.table("ecs-run-tokens", rowWith<RunTokenRow>("request", "taskArns", "at")),
  capacityFaults: store.table("ecs-capacity-faults", rowWith<CapacityFault>("provider")),
  images: store.table("ecs-images", rowWith<ImageRow>("image", "command")),
});

/** Tasks of a service that have not stopped. */
export const tasksOf = (state: EcsState, serviceArn: string): readonly TaskRow[] =>
  state.tasks.values().filter((task) => task.serviceArn === serviceArn && task.lastStatus !== "STOPPED");
