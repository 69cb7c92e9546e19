import { text, texts, type JsonObject } from "../../json.ts";
import { physicalIdOf, type ResourceRecord } from "../model/resource.ts";
import { isDeleted, type StackRecord } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { isSecret, shownParameters } from "../template/parameters.ts";
import { tagList } from "./change-sets.ts";
import { resourceDrift, stackDrift } from "./drift.ts";
import { downwards, instant, page, present } from "./paging.ts";
import type { Api, Handler } from "./service.ts";

/** One stack by name or ID, or all that are not deleted, newest first. */
export const describeStacks: Handler = (api, input, { region }) => {
  const { records } = api.machine;
  const name = text(input, "StackName");
  if (name !== undefined && name !== "") {
    const stack = records.findStack(name, region);
    if (!stack) throw invalid(`Stack with id ${name} does not exist`);
    return { Stacks: [shownStack(api, stack)] };
  }
  const all = records.stacks.values().filter((stack) => stack.region === region && !isDeleted(stack));
  const { items, next } = page(all, newestFirst, input);
  return { Stacks: items.map((stack) => shownStack(api, stack)), ...next };
};

const newestFirst = ({ createdAt, stackId }: StackRecord) => downwards(createdAt, stackId);

function shownStack(api: Api, stack: StackRecord): JsonObject {
  const outputs = stack.outputs.map(({ key, value, description, exportName }) =>
    present({ OutputKey: key, OutputValue: value, Description: description, ExportName: exportName }),
  );
  return present({
    StackId: stack.stackId,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    ...timesOf(stack),
    RollbackConfiguration: stack.rollbackConfiguration ?? {},
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: stack.disableRollback,
    TimeoutInMinutes: stack.timeoutInMinutes,
    Outputs: outputs.length > 0 ? outputs : undefined,
    RoleARN: stack.roleArn,
    EnableTerminationProtection: isDeleted(stack) ? undefined : stack.terminationProtection,
    DriftInformation: stackDrift(api.machine.records, stack),
    ParentId: stack.parentId,
    RootId: stack.rootId,
    LastOperations: stack.lastOperations?.map(({ id, type }) => ({ OperationType: type, OperationId: id })),
    ...shownDeployment(api, stack),
  });
}

function shownDeployment({ machine }: Api, { shown, description }: StackRecord): JsonObject {
  if (!shown) return { NotificationARNs: [], Tags: [] };
  const template = machine.template(shown.template);
  const parameters = shownParameters(shown.parameters, (key) => isSecret(template.parameters.get(key)));
  return present({
    Description: description ?? template.description,
    Parameters: parameters.length > 0 ? parameters : undefined,
    NotificationARNs: shown.notificationArns,
    Capabilities: shown.capabilities.length > 0 ? shown.capabilities : undefined,
    Tags: tagList(shown.tags),
  });
}

const timesOf = ({ createdAt, updatedAt, deletedAt }: StackRecord): JsonObject =>
  present({
    CreationTime: instant(createdAt),
    LastUpdatedTime: updatedAt === undefined ? undefined : instant(updatedAt),
    DeletionTime: deletedAt === undefined ? undefined : instant(deletedAt),
  });

/** Deleted stacks are listed too, as AWS does for 90 days. */
export const listStacks: Handler = ({ machine }, input, { region }) => {
  const wanted = texts(input, "StackStatusFilter");
  const stacks = machine.records.stacks
    .values()
    .filter((stack) => stack.region === region && (wanted.length === 0 || wanted.includes(stack.status)));
  const { items, next } = page(stacks, newestFirst, input);
  const summaries = items.map((stack) =>
    present({
      StackId: stack.stackId,
      StackName: stack.name,
      TemplateDescription: stack.description,
      ...timesOf(stack),
      StackStatus: stack.status,
      StackStatusReason: stack.reason,
      DriftInformation: stackDrift(machine.records, stack),
    }),
  );
  return { StackSummaries: summaries, ...next };
};

const shownResource = ({ machine }: Api, record: ResourceRecord, time: string): JsonObject =>
  present({
    LogicalResourceId: record.logicalId,
    PhysicalResourceId: physicalIdOf(record) || undefined,
    ResourceType: record.type,
    [time]: instant(record.at),
    ResourceStatus: record.status,
    ResourceStatusReason: record.reason,
    DriftInformation: resourceDrift(machine.records, record),
  });

const ofStack = (stack: StackRecord) => ({ StackId: stack.stackId, StackName: stack.name });

/** Resources that got as far as a status, by logical ID as CloudFormation lists them. */
const resourcesOf = ({ machine }: Api, stack: StackRecord) =>
  machine.records
    .resources(stack.stackId)
    .filter(({ status }) => status !== "")
    .sort((one, other) => (one.logicalId < other.logicalId ? -1 : 1));

/** Every resource of a stack, in pages. */
export const listStackResources: Handler = (api, input, { region }) => {
  const name = text(input, "StackName") ?? "";
  const stack = api.machine.records.findStack(name, region);
  if (!stack) throw invalid(`Stack with id ${name} does not exist`);
  const { items, next } = page(resourcesOf(api, stack), ({ logicalId }) => logicalId, input);
  return {
    StackResourceSummaries: items.map((record) => shownResource(api, record, "LastUpdatedTimestamp")),
    ...next,
  };
};

/** At most 100, as AWS: ListStackResources has them all. */
export const describeStackResources: Handler = (api, input, { region }) => {
  const name = text(input, "StackName");
  const physicalId = text(input, "PhysicalResourceId");
  const stack = name === undefined ? ownerOf(api, physicalId) : api.machine.records.findStack(name, region);
  if (!stack && name === undefined) throw invalid(`Stack for ${physicalId ?? ""} does not exist`);
  if (!stack) throw invalid(`Stack with id ${name ?? ""} does not exist`);
  const wanted = text(input, "LogicalResourceId");
  const found = resourcesOf(api, stack).filter(({ logicalId }) => wanted === undefined || logicalId === wanted);
  return {
    StackResources: found
      .slice(0, 100)
      .map((record) => ({ ...ofStack(stack), ...shownResource(api, record, "Timestamp") })),
  };
};

const ownerOf = ({ machine }: Api, physicalId: string | undefined) =>
  machine.records.stacks
    .values()
    .find((stack) =>
      machine.records.resources(stack.stackId).some(({ current }) => current?.physicalId === physicalId),
    );

/** One resource with its metadata; the texts of its errors differ from those of its sisters. */
export const describeStackResource: Handler = (api, input, { region }) => {
  const name = text(input, "StackName") ?? "";
  const logicalId = text(input, "LogicalResourceId") ?? "";
  const stack = api.machine.records.findStack(name, region);
  if (!stack) throw invalid(`Stack '${name}' does not exist`);
  const record = resourcesOf(api, stack).find((each) => each.logicalId === logicalId);
  if (!record) throw invalid(`Resource ${logicalId} does not exist for stack ${name}`);
  return {
    StackResourceDetail: {
      ...ofStack(stack),
      ...shownResource(api, record, "LastUpdatedTimestamp"),
      Metadata: JSON.stringify(record.current?.metadata ?? {}),
    },
  };
};
