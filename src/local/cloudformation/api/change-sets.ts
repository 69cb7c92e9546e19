import { bool, text, type JsonObject } from "../../json.ts";
import { ServiceError } from "../../service.ts";
import { asItIs } from "../drift/actual.ts";
import { byUser } from "../engine/transition.ts";
import { isSpent, type ChangeSetRecord } from "../model/change-set.ts";
import { isDeleted, type StackRecord } from "../model/stack.ts";
import { invalid, noStack } from "../refusal.ts";
import { isSecret, shownParameters } from "../template/parameters.ts";
import { changeSetsOf, findChangeSet, requiredChangeSet } from "./change-set-lookup.ts";
import { isRepeated, withToken } from "./create-stack.ts";
import { newOperation } from "./operation.ts";
import { instant, page, present, upwards } from "./paging.ts";
import { requiredName, tokenOf } from "./request.ts";
import type { Api, Handler } from "./service.ts";
import { refreshParameters } from "./submission.ts";
import { beginUpdate, checkUpdatable } from "./update-stack.ts";

/** With `IncludePropertyValues` each change shows the properties before and after, as JSON text. */
export const describeChangeSet: Handler = (api, input, call) => {
  const changeSet = requiredChangeSet(api, input, call);
  const { deployment } = changeSet;
  const withValues = bool(input, "IncludePropertyValues") === true;
  const { items, next } = page([...changeSet.changes.entries()], ([place]) => upwards(place), input);
  const definitions = api.machine.template(deployment.template).parameters;
  const parameters = shownParameters(deployment.parameters, (key) => isSecret(definitions.get(key)));
  return present({
    ...summary(changeSet),
    Changes: items.map(([, { plain, valued }]) => (withValues ? valued : plain)),
    Capabilities: deployment.capabilities,
    NotificationARNs: deployment.notificationArns,
    Parameters: parameters.length > 0 ? parameters : undefined,
    Tags: tagList(deployment.tags),
    RollbackConfiguration: changeSet.rollbackConfiguration ?? {},
    OnStackFailure: changeSet.onFailure === "ROLLBACK" ? undefined : changeSet.onFailure,
    ImportExistingResources: changeSet.importExistingResources,
    DeploymentMode: changeSet.revertsDrift === true ? "REVERT_DRIFT" : undefined,
    ...next,
  });
};

/** Tags as the API lists them. */
export const tagList = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const summary = (changeSet: ChangeSetRecord): JsonObject =>
  present({
    ChangeSetId: changeSet.changeSetId,
    ChangeSetName: changeSet.name,
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    Description: changeSet.description,
    CreationTime: instant(changeSet.createdAt),
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.reason,
    IncludeNestedStacks: false,
  });

/** Only those that can still be executed or failed: executed ones are found by their ID alone. */
export const listChangeSets: Handler = ({ machine }, input, { region }) => {
  const name = requiredName(input);
  const stack = machine.records.findStack(name, region);
  if (!stack) throw noStack(name);
  const active = changeSetsOf(machine.records.changeSets.values(), stack).filter((changeSet) => !isSpent(changeSet));
  const { items, next } = page(active, ({ createdAt, changeSetId }) => upwards(createdAt, changeSetId), input);
  return { Summaries: items.map((changeSet) => summary(changeSet)), ...next };
};

/** Deleting one that is not there succeeds, as long as its stack is. */
export const deleteChangeSet: Handler = (api, input, call) => {
  const changeSet = findChangeSet(api, input, call);
  if (changeSet?.executionStatus === "EXECUTE_IN_PROGRESS") throw badStatus(changeSet);
  if (changeSet) api.machine.records.changeSets.delete(changeSet.changeSetId);
  return {};
};

const badStatus = ({ changeSetId, status, executionStatus }: ChangeSetRecord) =>
  new ServiceError(
    "InvalidChangeSetStatus",
    status === "CREATE_COMPLETE"
      ? `ChangeSet [${changeSetId}] cannot be executed in its current execution status of [${executionStatus}]`
      : `ChangeSet [${changeSetId}] cannot be executed in its current status of [${status}]`,
  );

/** Starts the proposed operation and makes all other proposals of the stack invalid. */
export const executeChangeSet: Handler = async (api, input, call) => {
  const changeSet = requiredChangeSet(api, input, call);
  const asked = executable(api, input, changeSet);
  if (!asked) return {};
  const deployment = await refreshParameters(api, changeSet.deployment, asked.region);
  // Meanwhile other requests may have changed the stack and the change set.
  const now = requiredChangeSet(api, { ChangeSetName: changeSet.changeSetId }, call);
  const stack = executable(api, input, now);
  if (stack) execute(api, input, { changeSet: now, stack, deployment, disableRollback: staysFailed(input, now) });
  return {};
};

/** The stack on which a change set can be executed now; undefined when this very request did so already. */
function executable(api: Api, input: JsonObject, changeSet: ChangeSetRecord): StackRecord | undefined {
  const stack = api.machine.records.stacks.get(changeSet.stackId);
  if (!stack || isDeleted(stack)) throw noStack(changeSet.stackName);
  if (input["DisableRollback"] !== undefined && changeSet.onFailureGiven === true)
    throw invalid("You cannot specify DisableRollback for a change set that was created with OnStackFailure.");
  if (isRepeated(stack, `ExecuteChangeSet ${changeSet.changeSetId}`, input)) return undefined;
  if (changeSet.executionStatus !== "AVAILABLE") throw badStatus(changeSet);
  const fresh = changeSet.type !== "UPDATE" && stack.status === "REVIEW_IN_PROGRESS";
  if (!fresh) checkUpdatable(stack, staysFailed(input, changeSet));
  return stack;
}

const staysFailed = (input: JsonObject, { onFailure }: ChangeSetRecord) =>
  bool(input, "DisableRollback") === true || onFailure === "DO_NOTHING";

const kinds = { CREATE: "create", UPDATE: "update", IMPORT: "import" } as const;

function execute(
  api: Api,
  input: JsonObject,
  {
    changeSet,
    stack,
    deployment,
    disableRollback,
  }: {
    readonly changeSet: ChangeSetRecord;
    readonly stack: StackRecord;
    readonly deployment: ChangeSetRecord["deployment"];
    readonly disableRollback: boolean;
  },
) {
  const operation = newOperation(kinds[changeSet.type], deployment, {
    imports: changeSet.imports,
    retainExceptOnCreate: bool(input, "RetainExceptOnCreate"),
    token: tokenOf(input),
    onFailure: disableRollback ? "DO_NOTHING" : changeSet.onFailure,
    changeSetId: changeSet.changeSetId,
  });
  const started = withToken(
    { ...stack, changeSetId: changeSet.changeSetId, roleArn: changeSet.roleArn ?? stack.roleArn },
    `ExecuteChangeSet ${changeSet.changeSetId}`,
    input,
  );
  const configured = {
    ...started,
    rollbackConfiguration: changeSet.rollbackConfiguration ?? stack.rollbackConfiguration,
  };
  // The resources are what they were found to be: the update starts there, and a rollback returns there.
  for (const record of api.machine.records.resources(stack.stackId))
    if (Object.hasOwn(changeSet.actual ?? {}, record.logicalId))
      api.machine.records.putResource(asItIs(record, changeSet.actual ?? {}));
  if (changeSet.type === "UPDATE") beginUpdate(api, configured, operation, {});
  else
    api.engine.begin(
      { ...configured, shown: deployment, updatedAt: api.machine.clock.now(), disableRollback },
      `${changeSet.type}_IN_PROGRESS`,
      operation,
      byUser,
    );
}

/** What a change set would deploy, for GetTemplate. */
export const templateOfChangeSet = (api: Api, input: JsonObject, call: Parameters<Handler>[2]): string | undefined =>
  text(input, "ChangeSetName") === undefined
    ? undefined
    : api.machine.records.template(requiredChangeSet(api, input, call).deployment.template);
