import { bool, text, texts, type JsonObject } from "../../json.ts";
import { byUser } from "../engine/transition.ts";
import type { Operation, StackRecord } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { answerOf, isRepeated, withToken } from "./create-stack.ts";
import { newOperation, nothingDeployed } from "./operation.ts";
import { requiredStack, tokenOf } from "./request.ts";
import type { Api, Handler } from "./service.ts";

/** Only while resources are still being updated: the cleanup cannot be called off. */
export const cancelUpdateStack: Handler = (api, input, call) => {
  const stack = requiredStack(api, input, call);
  if (isRepeated(stack, "CancelUpdateStack", input)) return {};
  if (stack.status !== "UPDATE_IN_PROGRESS" || !stack.operation)
    throw invalid("CancelUpdateStack cannot be called from current stack status");
  const operation: Operation = { ...stack.operation, cancelled: byUser, onFailure: "ROLLBACK" };
  api.machine.records.putStack(withToken({ ...stack, operation }, "CancelUpdateStack", input));
  api.engine.advance(stack.stackId);
  return {};
};

/** Tries again to go back; what cannot go back may be left out by name. */
export const continueUpdateRollback: Handler = (api, input, call) => {
  const stack = requiredStack(api, input, call);
  if (isRepeated(stack, "ContinueUpdateRollback", input)) return {};
  if (stack.status !== "UPDATE_ROLLBACK_FAILED")
    throw invalid(`Stack:${stack.stackId} is in ${stack.status} state and can not be rolled back.`);
  const skip = texts(input, "ResourcesToSkip");
  for (const logicalId of skip) checkSkippable(api, stack, logicalId);
  const operation = { ...rollbackOperation(stack, input, skip), continues: true };
  api.engine.begin(withToken(stack, "ContinueUpdateRollback", input), "UPDATE_ROLLBACK_IN_PROGRESS", operation, byUser);
  return {};
};

/** Only what failed to roll back may be left as it is. */
function checkSkippable({ machine }: Api, stack: StackRecord, logicalId: string) {
  const record = machine.records.resources(stack.stackId).find((each) => each.logicalId === logicalId);
  if (!record) throw invalid(`Resource ${logicalId} does not exist for stack ${stack.name}`);
  if (record.status !== "UPDATE_FAILED")
    throw invalid(
      `Resource [${logicalId}] is in ${record.status} state and cannot be skipped; only UPDATE_FAILED resources can`,
    );
}

/** Takes a stack that stopped at a failure back: to its last stable state, or away when it never had one. */
export const rollbackStack: Handler = (api, input, call) => {
  const stack = requiredStack(api, input, call);
  if (isRepeated(stack, "RollbackStack", input)) return answerOf(api, stack, input);
  if (stack.status !== "CREATE_FAILED" && stack.status !== "UPDATE_FAILED")
    throw invalid(`Stack:${stack.stackId} is in ${stack.status} state and can not be rolled back.`);
  const status = stack.stable === undefined ? "ROLLBACK_IN_PROGRESS" : "UPDATE_ROLLBACK_IN_PROGRESS";
  const operation = rollbackOperation(stack, input);
  const begun = api.engine.begin(withToken(stack, "RollbackStack", input), status, operation, byUser);
  return answerOf(api, begun, input);
};

const rollbackOperation = (stack: StackRecord, input: JsonObject, retain: readonly string[] = []): Operation =>
  newOperation("rollback", stack.stable ?? stack.shown ?? nothingDeployed, {
    token: tokenOf(input) ?? text(input, "Token"),
    retain,
    retainExceptOnCreate: bool(input, "RetainExceptOnCreate"),
  });
