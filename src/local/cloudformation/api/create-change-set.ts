import { bool, text, type JsonObject } from "../../json.ts";
import { ServiceError, type Call } from "../../service.ts";
import { setStackStatus } from "../engine/history.ts";
import { byUser } from "../engine/transition.ts";
import { isSpent, type ChangeSetRecord } from "../model/change-set.ts";
import { newChangeSetId } from "../model/names.ts";
import { isDeleted, type StackRecord } from "../model/stack.ts";
import { invalid, noStack } from "../refusal.ts";
import { changeSetsOf } from "./change-set-lookup.ts";
import { newStack } from "./create-stack.ts";
import { resourcesToImport } from "./import-resources.ts";
import { rollbackConfiguration } from "./rollback-configuration.ts";
import { requiredName, tokenOf } from "./request.ts";
import type { Api, Handler } from "./service.ts";
import { checkTypesKept, readSubmission, type Submission } from "./submission.ts";
import { checkUpdatable } from "./update-stack.ts";
import { workOut } from "./work-out.ts";

/** Answers at once; what changes is worked out afterwards and shown by DescribeChangeSet. */
export const createChangeSet: Handler = async (api, input, call) => {
  const name = changeSetName(input);
  const type = typeOf(input);
  checkMode(input, type);
  const find = () => found(api, input, call, { type, name });
  const asked = find() ?? newStack(api, input, call);
  const repeated = sameNamed(api, asked, name, input);
  if (repeated) return { Id: repeated.changeSetId, StackId: asked.stackId };
  const submission = await readSubmission(api, input, asked);
  // Reading the template took time in which another request may have made the stack, or a change set of this name.
  const existing = find();
  const stack = existing ?? asked;
  const raced = sameNamed(api, stack, name, input);
  if (raced) return { Id: raced.changeSetId, StackId: stack.stackId };
  checkNested(input, submission);
  if (type === "UPDATE") checkTypesKept(api, stack, submission.goal);
  const imports = type === "IMPORT" ? resourcesToImport(api.machine, input, stack, submission.goal) : undefined;
  // Only a sound request makes a stack in review: a refused one leaves no trace.
  if (!existing) setStackStatus(api.machine, stack, "REVIEW_IN_PROGRESS", byUser);
  const changeSet = newChangeSet(api, input, stack, { name, type, submission, imports });
  api.machine.records.changeSets.put(changeSet.changeSetId, changeSet);
  api.machine.later(0, () => void workOut(api.machine, changeSet.changeSetId));
  return { Id: changeSet.changeSetId, StackId: stack.stackId };
};

type Kind = ChangeSetRecord["type"];

function typeOf(input: JsonObject): Kind {
  const type = text(input, "ChangeSetType") ?? "UPDATE";
  if (type === "CREATE" || type === "UPDATE" || type === "IMPORT") return type;
  throw invalid(
    `1 validation error detected: Value '${type}' at 'changeSetType' failed to satisfy constraint: Member must satisfy enum value set: [CREATE, UPDATE, IMPORT]`,
  );
}

/** Drift is reverted of what a stack has: not by an import, nor through nested stacks (UserGuide/drift-aware-change-sets). */
function checkMode(input: JsonObject, type: Kind) {
  const mode = text(input, "DeploymentMode");
  if (mode === undefined) return;
  if (mode !== "REVERT_DRIFT")
    throw invalid(
      `1 validation error detected: Value '${mode}' at 'deploymentMode' failed to satisfy constraint: Member must satisfy enum value set: [REVERT_DRIFT]`,
    );
  if (
    type === "IMPORT" ||
    bool(input, "IncludeNestedStacks") === true ||
    bool(input, "ImportExistingResources") === true
  )
    throw invalid("REVERT_DRIFT deployment mode cannot be used with imports or nested change sets.");
}

/** Change sets of nested stacks are not there: one that asks for them is refused where there is a nested stack. */
function checkNested(input: JsonObject, { goal }: Submission) {
  if (bool(input, "IncludeNestedStacks") !== true) return;
  const nested = [...goal.resources].find(([, { type }]) => type === "AWS::CloudFormation::Stack");
  if (nested)
    throw new ServiceError(
      "UnsupportedOperation",
      `Change sets of nested stacks are not part of the local cloud: leave IncludeNestedStacks out for the nested stack ${nested[0]}.`,
      { status: 501 },
    );
}

/** The stack that a change set is for; undefined where it makes one. */
function found(
  api: Api,
  input: JsonObject,
  call: Call,
  { type, name }: { readonly type: Kind; readonly name: string },
): StackRecord | undefined {
  if (type === "CREATE") return reviewable(api, input, call, name);
  const stack = api.machine.records.findStack(requiredName(input), call.region);
  const fresh = !stack || stack.status === "REVIEW_IN_PROGRESS";
  return type === "IMPORT" && fresh ? stack : updatable(api, input, call);
}

function changeSetName(input: JsonObject): string {
  const name = text(input, "ChangeSetName") ?? "";
  const sound = /^[a-zA-Z][-a-zA-Z0-9]*$/.test(name);
  if (sound && name.length <= 128) return name;
  const rule = sound
    ? "Member must have length less than or equal to 128"
    : "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*";
  throw invalid(
    `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: ${rule}`,
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
  {
    name,
    type,
    submission,
    imports,
  }: { name: string; type: Kind; submission: Submission; imports: Readonly<Record<string, string>> | undefined },
): ChangeSetRecord {
  const onFailure = text(input, "OnStackFailure");
  return {
    changeSetId: newChangeSetId(stack.region, stack.account, name),
    name,
    stackId: stack.stackId,
    stackName: stack.name,
    type,
    imports,
    description: text(input, "Description"),
    createdAt: machine.clock.now(),
    status: "CREATE_PENDING",
    executionStatus: "UNAVAILABLE",
    deployment: submission.deployment,
    changes: [],
    onFailure: onFailure === "DELETE" || onFailure === "DO_NOTHING" ? onFailure : "ROLLBACK",
    onFailureGiven: onFailure !== undefined,
    roleArn: text(input, "RoleARN"),
    rollbackConfiguration: rollbackConfiguration(input),
    importExistingResources: bool(input, "ImportExistingResources") ?? false,
    revertsDrift: text(input, "DeploymentMode") === "REVERT_DRIFT" ? true : undefined,
    validates: bool(input, "DisableValidation") !== true,
    token: text(input, "ClientToken"),
  };
}
