import { bool, text, type JsonObject } from "../../json.ts";
import { ServiceError, type Call } from "../../service.ts";
import { computeChanges } from "../changes/compute.ts";
import { goalOf } from "../engine/goal.ts";
import { setStackStatus } from "../engine/history.ts";
import { byUser } from "../engine/transition.ts";
import { isSpent, type ChangeSetRecord } from "../model/change-set.ts";
import { newChangeSetId } from "../model/names.ts";
import { isDeleted, type StackRecord } from "../model/stack.ts";
import { invalid, noStack } from "../refusal.ts";
import { changeSetsOf } from "./change-set-lookup.ts";
import { newStack, rollbackConfiguration } from "./create-stack.ts";
import { requiredName, tokenOf } from "./request.ts";
import type { Api, Handler } from "./service.ts";
import { checkTypesKept, readSubmission, type Submission } from "./submission.ts";
import { checkUpdatable } from "./update-stack.ts";

/** Answers at once; what changes is worked out afterwards and shown by DescribeChangeSet. */
export const createChangeSet: Handler = async (api, input, call) => {
  const name = changeSetName(input);
  const creating = text(input, "ChangeSetType") === "CREATE";
  if (text(input, "ChangeSetType") === "IMPORT")
    throw new ServiceError("UnsupportedOperation", "The local cloud does not have import change sets");
  const find = () => (creating ? reviewable(api, input, call, name) : updatable(api, input, call));
  const asked = find() ?? newStack(api, input, call);
  const repeated = sameNamed(api, asked, name, input);
  if (repeated) return { Id: repeated.changeSetId, StackId: asked.stackId };
  const submission = await readSubmission(api, input, asked);
  // Reading the template took time in which another request may have made the stack, or a change set of this name.
  const existing = find();
  const stack = existing ?? asked;
  const raced = sameNamed(api, stack, name, input);
  if (raced) return { Id: raced.changeSetId, StackId: stack.stackId };
  if (!creating) checkTypesKept(api, stack, submission.goal);
  // Only a sound request makes a stack in review: a refused one leaves no trace.
  if (!existing) setStackStatus(api.machine, stack, "REVIEW_IN_PROGRESS", byUser);
  const changeSet = newChangeSet(api, input, stack, { name, creating, submission });
  api.machine.records.changeSets.put(changeSet.changeSetId, changeSet);
  api.machine.later(0, () => workOut(api, changeSet.changeSetId));
  return { Id: changeSet.changeSetId, StackId: stack.stackId };
};

function changeSetName(input: JsonObject): string {
  const name = text(input, "ChangeSetName") ?? "";
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return name;
  throw invalid(
    `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

const alreadyExists = (stackName: string, changeSet: string) =>
  invalid(`Stack [${stackName}] already exists and cannot be created again with the changeSet [${changeSet}].`);

/** The stack in review under that name, if any; any other stack stands in the way. */
function reviewable({ machine }: Api, input: JsonObject, { region }: Call, name: string): StackRecord | undefined {
  const stackName = requiredName(input);
  const stack = machine.records.findStack(stackName, region);
  if (stack && stack.status !== "REVIEW_IN_PROGRESS") throw alreadyExists(stackName, name);
  return stack;
}

function updatable({ machine }: Api, input: JsonObject, { region }: Call): StackRecord {
  const stackName = requiredName(input);
  const stack = machine.records.findStack(stackName, region);
  if (!stack) throw noStack(stackName);
  if (isDeleted(stack)) throw invalid(`Stack [${stackName}] is in DELETE_COMPLETE state and can not be updated.`);
  checkUpdatable(stack, text(input, "OnStackFailure") === "DO_NOTHING" || stack.status.endsWith("_FAILED"));
  return stack;
}

function sameNamed({ machine }: Api, stack: StackRecord, name: string, input: JsonObject): ChangeSetRecord | undefined {
  const found = changeSetsOf(machine.records.changeSets.values(), stack).find(
    (changeSet) => changeSet.name === name && !isSpent(changeSet),
  );
  const token = text(input, "ClientToken") ?? tokenOf(input);
  if (!found || (token !== undefined && found.token === token)) return found;
  throw new ServiceError("AlreadyExistsException", `ChangeSet [${name}] already exists`);
}

function newChangeSet(
  { machine }: Api,
  input: JsonObject,
  stack: StackRecord,
  { name, creating, submission }: { name: string; creating: boolean; submission: Submission },
): ChangeSetRecord {
  const onFailure = text(input, "OnStackFailure");
  return {
    changeSetId: newChangeSetId(stack.region, stack.account, name),
    name,
    stackId: stack.stackId,
    stackName: stack.name,
    type: creating ? "CREATE" : "UPDATE",
    description: text(input, "Description"),
    createdAt: machine.clock.now(),
    status: "CREATE_PENDING",
    executionStatus: "UNAVAILABLE",
    deployment: submission.deployment,
    changes: [],
    onFailure: onFailure === "DELETE" || onFailure === "DO_NOTHING" ? onFailure : "ROLLBACK",
    roleArn: text(input, "RoleARN"),
    rollbackConfiguration: rollbackConfiguration(input),
    importExistingResources: bool(input, "ImportExistingResources") ?? false,
    token: text(input, "ClientToken"),
  };
}

const nothingToDo =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Works out what a pending change set comes to; also called for those a restart found pending. */
export function workOut({ machine }: Pick<Api, "machine">, changeSetId: string): void {
  const changeSet = machine.records.changeSets.get(changeSetId);
  const stack = changeSet && machine.records.stacks.get(changeSet.stackId);
  if (!changeSet || !stack || !/^CREATE_(?:PENDING|IN_PROGRESS)$/.test(changeSet.status)) return;
  const put = (outcome: Partial<ChangeSetRecord>) =>
    machine.records.changeSets.put(changeSetId, { ...changeSet, ...outcome });
  const fail = (reason: string) => put({ status: "FAILED", executionStatus: "UNAVAILABLE", reason });
  try {
    const goal = goalOf(machine.template(changeSet.deployment.template), changeSet.deployment, stack);
    const { resources, any } = computeChanges(machine, stack, goal);
    if (changeSet.type === "UPDATE" && !any) return fail(nothingToDo);
    const changes = resources.map(({ plain, valued }) => ({ plain, valued }));
    // What was worked out against a stack that is already on its way elsewhere cannot be executed.
    put({ status: "CREATE_COMPLETE", executionStatus: stack.operation ? "OBSOLETE" : "AVAILABLE", changes });
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}
