import { text, texts, type JsonObject } from "../../json.ts";
import { restStack } from "../engine/history.ts";
import { importersOf } from "../engine/outcome.ts";
import { byUser } from "../engine/transition.ts";
import { isBusy, isDeleted, type StackRecord } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { withToken } from "./create-stack.ts";
import { newOperation, nothingDeployed } from "./operation.ts";
import { requiredName, tokenOf } from "./request.ts";
import type { Api, Handler } from "./service.ts";

/** A stack that is not there is already deleted: no error. */
export const deleteStack: Handler = (api, input, { region }) => {
  const stack = api.machine.records.findStack(requiredName(input), region);
  if (!stack || isDeleted(stack) || stack.status === "DELETE_IN_PROGRESS") return {};
  if (stack.terminationProtection)
    throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  const retain = texts(input, "RetainResources");
  if (retain.length > 0 && stack.status !== "DELETE_FAILED")
    throw invalid(
      "Invalid operation on stack: RetainResources is only allowed when the stack is in DELETE_FAILED state",
    );
  if (stack.status === "CREATE_IN_PROGRESS") return abandonCreation(api, withToken(stack, "DeleteStack", input));
  if (isBusy(stack)) throw invalid(`Stack [${stack.stackId}] cannot be deleted while in status ${stack.status}`);
  const used = exportInUse(api, stack);
  if (used !== undefined) {
    const asked = { ...stack, operation: newOperation("delete", nothingDeployed, { token: tokenOf(input) }) };
    const refused = { status: "DELETE_FAILED", reason: `Delete canceled. ${used}` };
    restStack(api.machine, asked, { status: "DELETE_IN_PROGRESS", reason: byUser }, refused);
    return {};
  }
  beginDeletion(api, stack, input, retain);
  return {};
};

function beginDeletion(api: Api, stack: StackRecord, input: JsonObject, retain: readonly string[]) {
  const operation = newOperation("delete", stack.shown ?? nothingDeployed, {
    token: tokenOf(input),
    retain,
    force: text(input, "DeletionMode") === "FORCE_DELETE_STACK",
  });
  api.engine.begin(withToken(stack, "DeleteStack", input), "DELETE_IN_PROGRESS", operation, byUser);
}

/** A stack that is still being created stops creating and takes back what it has made. */
function abandonCreation(api: Api, stack: StackRecord) {
  if (stack.operation) {
    const operation = { ...stack.operation, cancelled: byUser, onFailure: "DELETE" as const };
    api.machine.records.putStack({ ...stack, operation });
    api.engine.advance(stack.stackId);
  }
  return {};
}

function exportInUse({ machine }: Api, stack: StackRecord): string | undefined {
  for (const { exportName } of stack.outputs) {
    const users = exportName === undefined ? [] : importersOf(machine, stack.region, exportName);
    const others = users.filter(({ stackId }) => stackId !== stack.stackId).map(({ name }) => name);
    if (others.length > 0) return `Cannot delete export ${exportName ?? ""} as it is in use by ${others.join(", ")}`;
  }
  return undefined;
}
