import { bool, text, type JsonObject } from "../../json.ts";
import { computeChanges } from "../changes/compute.ts";
import { byUser } from "../engine/transition.ts";
import { isUpdatable, type Operation, type StackRecord } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { answerOf, isRepeated, withToken } from "./create-stack.ts";
import { newOperation } from "./operation.ts";
import { rollbackConfiguration } from "./rollback-configuration.ts";
import { policyBody, requiredStack, tokenOf } from "./request.ts";
import type { Api, Handler } from "./service.ts";
import { checkTypesKept, readSubmission } from "./submission.ts";

/** Refuses what changes nothing; otherwise answers when the update is on its way. */
export const updateStack: Handler = async (api, input, call) => {
  const asked = requiredStack(api, input, call);
  if (isRepeated(asked, "UpdateStack", input)) return answerOf(api, asked, input);
  const disableRollback = bool(input, "DisableRollback") === true;
  checkUpdatable(asked, disableRollback);
  const policy = await policyBody(api, input);
  const policyMeanwhile = await policyBody(api, input, "StackPolicyDuringUpdate");
  const { deployment, goal } = await readSubmission(api, input, asked);
  // Reading the template took time in which other requests may have changed the stack.
  const stack = requiredStack(api, { ...input, StackName: asked.stackId }, call);
  if (isRepeated(stack, "UpdateStack", input)) return answerOf(api, stack, input);
  checkUpdatable(stack, disableRollback);
  checkTypesKept(api, stack, goal);
  if (!computeChanges(api.machine, stack, goal).any) throw invalid("No updates are to be performed.");
  const operation = newOperation("update", deployment, {
    token: tokenOf(input),
    onFailure: disableRollback ? "DO_NOTHING" : "ROLLBACK",
    policy: policyMeanwhile,
    retainExceptOnCreate: bool(input, "RetainExceptOnCreate"),
  });
  const tokened = withToken({ ...stack, policy: policy ?? stack.policy }, "UpdateStack", input);
  return answerOf(api, beginUpdate(api, tokened, operation, input), input);
};

/** Refuses a stack that is busy or cannot go on; one that failed goes on only without rollback. */
export function checkUpdatable(stack: StackRecord, disableRollback: boolean): void {
  const failed = stack.status === "CREATE_FAILED" || stack.status === "UPDATE_FAILED";
  if (failed && !disableRollback)
    // Recorded on AWS: aws-cli #6368.
    throw invalid(
      `This stack is currently in a non-terminal [${stack.status}] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API`,
    );
  if (!isUpdatable(stack) && !failed)
    throw invalid(`Stack:${stack.stackId} is in ${stack.status} state and can not be updated.`);
}

/** Starts an update whose target was checked. */
export function beginUpdate(api: Api, stack: StackRecord, operation: Operation, input: JsonObject): StackRecord {
  const changed: StackRecord = {
    ...stack,
    shown: operation.target,
    updatedAt: api.machine.clock.now(),
    disableRollback: operation.onFailure === "DO_NOTHING",
    roleArn: text(input, "RoleARN") ?? stack.roleArn,
    rollbackConfiguration: rollbackConfiguration(input) ?? stack.rollbackConfiguration,
  };
  return api.engine.begin(changed, "UPDATE_IN_PROGRESS", operation, byUser);
}
