import { isObject, type JsonObject, list, text } from "../json.ts";
import type { EcsContext } from "./context.ts";
import { arnOf, nameIn, newTaskId } from "./names.ts";
import type { TaskRow } from "./rows.ts";
import type { Tags } from "../tag-list.ts";

export interface NewTask {
  readonly region: string;
  readonly clusterArn: string;
  /** The ARN of a revision that is there. */
  readonly taskDefinition: string;
  readonly group: string;
  readonly startedBy?: string | undefined;
  readonly service?: { readonly arn: string; readonly deploymentId: string };
  readonly settings: JsonObject;
  readonly overrides?: JsonObject;
  readonly tags?: Tags;
}

/** The row of a task that is about to start. */
export function newTask({ state, ground }: EcsContext, given: NewTask): TaskRow {
  const { region, clusterArn, taskDefinition, group, settings, startedBy, service } = given;
  const id = newTaskId();
  const cluster = nameIn(clusterArn);
  const definition = state.taskDefinitions.get(taskDefinition);
  return {
    arn: arnOf(region, ground.account, `task/${cluster}/${id}`),
    id,
    region,
    clusterArn,
    taskDefinition,
    family: definition?.family ?? "",
    group,
    ...(startedBy !== undefined && { startedBy }),
    ...(service && { serviceArn: service.arn, deploymentId: service.deploymentId }),
    lastStatus: "PROVISIONING",
    desiredStatus: "RUNNING",
    containers: list(definition?.definition, "containerDefinitions")
      .filter(isObject)
      .map((container, index) => ({
        name: text(container, "name") ?? "",
        image: text(container, "image") ?? "",
        arn: arnOf(region, ground.account, `container/${cluster}/${id}/${newTaskId()}`),
        runtimeId: `${id}-${index}`,
        lastStatus: "PENDING",
        healthStatus: "UNKNOWN",
      })),
    wasHealthy: false,
    times: {},
    createdAt: ground.clock.now(),
    overrides: given.overrides ?? {},
    settings,
    version: 1,
    tags: given.tags ?? {},
  };
}
