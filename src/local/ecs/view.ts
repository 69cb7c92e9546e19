import { type JsonObject, list, number, object, text, texts } from "../json.ts";
import type { EcsContext } from "./context.ts";
import type { TaskRow } from "./rows.ts";
import type { TaskView } from "./schedule.ts";
import { targetsOf } from "./task-targets.ts";

/** A task as the scheduler sees it: its own state, its containers' health and its targets' health in one word. */
export function viewOf(context: EcsContext, task: TaskRow): TaskView {
  const { arn, id, deploymentId = "", createdAt, wasHealthy } = task;
  const reason = unhealthyReason(context, task);
  const view = { arn, id, deploymentId, createdAt, wasHealthy };
  if (task.desiredStatus === "STOPPED") return { ...view, state: "stopping" };
  if (task.lastStatus !== "RUNNING") return { ...view, state: "pending" };
  if (reason !== undefined) return { ...view, state: "unhealthy", reason };
  return { ...view, state: isHealthy(context, task) ? "healthy" : "pending" };
}

function unhealthyReason(context: EcsContext, task: TaskRow): string | undefined {
  if (task.containers.some(({ healthStatus }) => healthStatus === "UNHEALTHY"))
    return "Task failed container health checks";
  const { state, targets, ground } = context;
  const grace = number(state.services.get(task.serviceArn ?? "")?.settings, "healthCheckGracePeriodSeconds") ?? 0;
  const young = ground.clock.now() < (task.times.startedAt ?? 0) + grace * 1000 * Math.min(1, ground.timeScale);
  const sick = targetsOf(state, task).find(
    ({ targetGroupArn, target }) => targets?.state(targetGroupArn, target) === "unhealthy",
  );
  return sick && !young ? `Task failed ELB health checks in (target-group ${sick.targetGroupArn})` : undefined;
}

/** Checked containers are HEALTHY and targets healthy; a container without a check is healthy when it runs. */
function isHealthy({ state, targets }: EcsContext, task: TaskRow): boolean {
  const definition = state.taskDefinitions.get(task.taskDefinition)?.definition;
  const unchecked = new Set(uncheckedContainers(definition));
  return (
    task.containers.every(
      ({ name, healthStatus, lastStatus }) =>
        healthStatus === "HEALTHY" || unchecked.has(name) || lastStatus === "STOPPED",
    ) &&
    targetsOf(state, task).every(({ targetGroupArn, target }) => {
      const targetState = targets?.state(targetGroupArn, target);
      return targetState === undefined || targetState === "healthy";
    })
  );
}

function uncheckedContainers(definition: JsonObject | undefined): readonly string[] {
  return list(definition, "containerDefinitions")
    .filter((container) => texts(object(container, "healthCheck"), "command").length === 0)
    .flatMap((container) => text(container, "name") ?? []);
}
