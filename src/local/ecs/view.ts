import { type JsonObject, list, number, object, text, texts } from "../json.ts";
import type { EcsContext } from "./context.ts";
import type { TaskRow } from "./rows.ts";
import type { TaskView } from "./schedule.ts";
import { targetsOf } from "./task-targets.ts";

/** A task as the scheduler sees it: its own state, its containers' health and its targets' health in one word. */
export function viewOf(context: EcsContext, task: TaskRow): TaskView {
  const { arn, id, deploymentId = "", createdAt, wasHealthy } = task;
  const view = { arn, id, deploymentId, createdAt, wasHealthy };
  if (task.desiredStatus === "STOPPED") return { ...view, state: "stopping" };
  if (task.lastStatus !== "RUNNING") return { ...view, state: "pending" };
  if (task.containers.some(({ healthStatus }) => healthStatus === "UNHEALTHY"))
    return { ...view, state: "unhealthy", reason: "Task failed container health checks" };
  const sick = sickTarget(context, task);
  if (sick === undefined)
    return isHealthy(context, task)
      ? { ...view, state: "healthy", ...freshness(context, task) }
      : { ...view, state: "pending" };
  const wakeAt = graceEnd(context, task);
  return context.ground.clock.now() < wakeAt
    ? { ...view, state: "pending", wakeAt }
    : { ...view, state: "unhealthy", reason: `Task failed ELB health checks in (target-group ${sick})` };
}

/** Where neither a health check nor a target speaks for a task, it must have run for a while to be counted on. */
function freshness({ state, ground, runner }: EcsContext, task: TaskRow): Pick<TaskView, "fresh" | "wakeAt"> {
  const isVouchedFor =
    targetsOf(state, task).length > 0 || task.containers.some(({ healthStatus }) => healthStatus === "HEALTHY");
  const wakeAt = (task.times.startedAt ?? 0) + runner.provesAfter;
  return isVouchedFor || ground.clock.now() >= wakeAt ? {} : { fresh: true, wakeAt };
}

/** The target group in which a target of the task is unhealthy. */
const sickTarget = ({ state, targets }: EcsContext, task: TaskRow): string | undefined =>
  targetsOf(state, task).find(({ targetGroupArn, target }) => targets?.state(targetGroupArn, target) === "unhealthy")
    ?.targetGroupArn;

/** Until then ECS overlooks what load balancers say of a task. */
function graceEnd({ state, ground }: EcsContext, { serviceArn, times }: TaskRow): number {
  const grace = number(state.services.get(serviceArn ?? "")?.settings, "healthCheckGracePeriodSeconds") ?? 0;
  return (times.startedAt ?? 0) + grace * 1000 * Math.min(1, ground.timeScale);
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
