import { isDeepStrictEqual } from "node:util";
import { bool, list, number, object, text, type JsonObject } from "../json.ts";
import type { ResourceRequest } from "../resource.ts";
import { indexOf, throughputOf } from "./create-table.ts";
import type { Dynamo } from "./dynamo.ts";
import { invalid } from "./refuse.ts";
import { updateContinuousBackups, updateTimeToLive } from "./settings.ts";
import { optionsOf } from "./table-options.ts";
import { globalIndexes, tableRequest } from "./table-request.ts";
import { tableKey, type TableRecord } from "./table.ts";
import { tagsOf } from "../tag-list.ts";
import { updateTable } from "./update-table.ts";

/** Brings a table to what a template says, changing only what differs. */
export async function reconcile(dynamo: Dynamo, table: TableRecord, request: ResourceRequest): Promise<void> {
  const { region, properties } = request;
  const at = { TableName: table.name };
  const changes = { ...settingChanges(dynamo, table, properties), ...indexChanges(table, properties) };
  if (Object.keys(changes).length > 0)
    await updateTable(
      dynamo,
      { ...at, ...changes, AttributeDefinitions: list(properties, "AttributeDefinitions") },
      request,
    );
  for (const TimeToLiveSpecification of timeToLiveChanges(table, properties))
    await updateTimeToLive(dynamo, { ...at, TimeToLiveSpecification }, request);
  const recovery = object(properties, "PointInTimeRecoverySpecification");
  const enabled = bool(recovery, "PointInTimeRecoveryEnabled") ?? false;
  const days = number(recovery, "RecoveryPeriodInDays");
  if (enabled !== (table.recovery !== null) || (enabled && days !== undefined && days !== table.recovery?.days))
    await updateContinuousBackups(
      dynamo,
      { ...at, PointInTimeRecoverySpecification: { ...recovery, PointInTimeRecoveryEnabled: enabled } },
      request,
    );
  const now = dynamo.tables.get(tableKey(region, table.name));
  const tags = { ...request.tags, ...tagsOf(properties) };
  if (now !== undefined && !isDeepStrictEqual(now.tags, tags))
    dynamo.tables.put(tableKey(region, table.name), { ...now, tags });
}

/** The members of an UpdateTable request that differ from the table; a property that left the template goes back to its default. */
function settingChanges(dynamo: Dynamo, table: TableRecord, properties: JsonObject): JsonObject {
  const wanted = {
    DeletionProtectionEnabled: bool(properties, "DeletionProtectionEnabled") ?? false,
    TableClass: text(properties, "TableClass") ?? "STANDARD",
    SSESpecification: object(properties, "SSESpecification"),
    StreamSpecification: object(properties, "StreamSpecification"),
  };
  const at = { account: dynamo.account, region: table.region, now: dynamo.now() };
  const target = optionsOf(wanted, at);
  const changed = {
    DeletionProtectionEnabled: target.protected !== table.protected,
    TableClass: target.tableClass !== (table.tableClass ?? "STANDARD"),
    SSESpecification: target.encryptionKeyArn !== table.encryptionKeyArn,
    StreamSpecification: target.stream?.view !== table.stream?.view,
  };
  return {
    ...Object.fromEntries(
      Object.entries(wanted).filter(([key]) =>
        Object.entries(changed).some(([name, differs]) => name === key && differs),
      ),
    ),
    ...billingChanges(table, tableRequest(properties, table.name)),
  };
}

function billingChanges(table: TableRecord, wanted: JsonObject): JsonObject {
  const onDemand = text(wanted, "BillingMode") === "PAY_PER_REQUEST";
  const limits = wanted["OnDemandThroughput"] ?? null;
  const capped = isDeepStrictEqual(limits, table.onDemandThroughput)
    ? {}
    : { OnDemandThroughput: limits ?? { MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 } };
  if (onDemand) return { ...(table.onDemandSince === null ? { BillingMode: "PAY_PER_REQUEST" } : {}), ...capped };
  if (table.onDemandSince === null && isDeepStrictEqual(throughputOf(wanted), table.throughput)) return capped;
  return { BillingMode: "PROVISIONED", ProvisionedThroughput: object(wanted, "ProvisionedThroughput"), ...capped };
}

/** CloudFormation's texts: one index a step, and none changed in its keys or projection. */
function indexChanges(table: TableRecord, properties: JsonObject): JsonObject {
  const wanted = globalIndexes(properties);
  const name = (index: JsonObject) => text(index, "IndexName") ?? "";
  const existing = new Map(table.globalIndexes.map((index) => [index.name, index]));
  const created = wanted.filter((index) => !existing.has(name(index)));
  const deleted = [...existing.keys()].filter((key) => !wanted.some((index) => name(index) === key));
  if (created.length + deleted.length > 1)
    throw invalid("Cannot perform more than one GSI creation or deletion in a single update");
  const updates = wanted.flatMap((index): readonly JsonObject[] => {
    const before = existing.get(name(index));
    if (before === undefined) return [{ Create: index }];
    const after = indexOf(index);
    if (!isDeepStrictEqual([after.keySchema, after.projection], [before.keySchema, before.projection]))
      throw invalid(
        "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name.",
      );
    if (isDeepStrictEqual(after.throughput, before.throughput)) return [];
    const { ProvisionedThroughput = {} } = index;
    return [{ Update: { IndexName: before.name, ProvisionedThroughput } }];
  });
  const all = [...updates, ...deleted.map((IndexName) => ({ Delete: { IndexName } }))];
  return all.length === 0 ? {} : { GlobalSecondaryIndexUpdates: all };
}

/** Another attribute has to be switched off before the new one is switched on. */
function timeToLiveChanges({ timeToLive }: TableRecord, properties: JsonObject): readonly JsonObject[] {
  const specification = object(properties, "TimeToLiveSpecification");
  const wanted = bool(specification, "Enabled") === true ? (text(specification, "AttributeName") ?? null) : null;
  if (wanted === timeToLive) return [];
  return [
    ...(timeToLive === null ? [] : [{ Enabled: false, AttributeName: timeToLive }]),
    ...(wanted === null ? [] : [{ Enabled: true, AttributeName: wanted }]),
  ];
}
