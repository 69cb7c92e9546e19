import { placementRefusal } from "./capacity.ts";
import type { EcsContext } from "./context.ts";
import { newTask } from "./new-task.ts";
import { taskFailed } from "./rollout.ts";
import type { TaskRow } from "./rows.ts";
import type { Decision } from "./schedule.ts";
import { wording } from "./wording.ts";

/** Starts what Fargate has a place for; what it has none for is a failed start of the deployment (API reference, failedTasks). */
export function placed(
  context: EcsContext,
  decision: Decision,
): { readonly decision: Decision; readonly started: readonly TaskRow[] } {
  const { started, refusal } = startTasks(context, decision);
  if (refusal === undefined) return { decision, started };
  const now = context.ground.clock.now();
  const { name } = decision.service;
  const failure = { deploymentId: decision.start.deployment.id, wasHealthy: false, lived: 0, now };
  const { service, messages } = taskFailed(decision.service, failure);
  return {
    started,
    decision: {
      ...decision,
      service,
      messages: [...decision.messages, wording.unplaced(name, refusal), ...messages],
      wakeAt: service.deployments[0]?.retryAt ?? now,
    },
  };
}

function startTasks(context: EcsContext, { service, start }: Decision) {
  const started: TaskRow[] = [];
  while (started.length < start.count) {
    const task = newTask(context, {
      region: service.region,
      clusterArn: service.clusterArn,
      taskDefinition: start.deployment.taskDefinition,
      group: `service:${service.name}`,
      startedBy: start.deployment.id,
      service: { arn: service.arn, deploymentId: start.deployment.id },
      settings: service.settings,
    });
    const refusal = placementRefusal(context, task);
    if (refusal !== undefined) return { started, refusal };
    context.state.tasks.put(task.arn, task);
    started.push(task);
  }
  return { started };
}
