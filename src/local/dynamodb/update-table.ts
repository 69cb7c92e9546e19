import { isObject, list, object, text, type JsonObject } from "../json.ts";
import { ServiceError } from "../service.ts";
import { indexOf, throughputOf, usesEachAttribute } from "./create-table.ts";
import { describe } from "./describe-table.ts";
import { tableOf, type TableOperation } from "./dynamo.ts";
import { dropIndex, fillIndexes } from "./index-fill.ts";
import { dynaliteTable } from "./item-store.ts";
import { invalid } from "./refuse.ts";
import { optionsOf } from "./table-options.ts";
import { isFilling, tableKey, type IndexRecord, type TableRecord } from "./table.ts";

const changeable = [
  "ProvisionedThroughput",
  "BillingMode",
  "StreamSpecification",
  "GlobalSecondaryIndexUpdates",
  "SSESpecification",
  "DeletionProtectionEnabled",
  "TableClass",
  "OnDemandThroughput",
];

/** Changes a table. A new index fills in the background; the table says UPDATING until it is complete. */
export const updateTable: TableOperation = async (dynamo, input, { region }) => {
  const table = tableOf(dynamo, input, region);
  if (!changeable.some((member) => member in input))
    throw invalid(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
    );
  if (table.deleting)
    throw new ServiceError(
      "ResourceInUseException",
      `Attempt to change a resource which is still in use: Table is being deleted: ${table.name}`,
    );
  const at = { account: dynamo.account, region, now: dynamo.now() };
  const changed = { ...table, ...billing(table, input, at.now), ...optionsOf(input, at) };
  const { next, dropped } = indexUpdates(changed, input);
  dynamo.tables.put(tableKey(region, table.name), next);
  for (const index of dropped) await dropIndex(dynamo, next, index);
  if (next.globalIndexes.some(isFilling)) void fillIndexes(dynamo, next);
  return { TableDescription: await describe(dynamo, tableOf(dynamo, input, region), "UPDATING") };
};

function billing(table: TableRecord, input: JsonObject, now: number): Partial<TableRecord> {
  const mode = text(input, "BillingMode") ?? (table.onDemandSince === null ? "PROVISIONED" : "PAY_PER_REQUEST");
  const given = "ProvisionedThroughput" in input;
  if (mode === "PAY_PER_REQUEST") {
    if (given)
      throw invalid(
        "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
      );
    return { onDemandSince: table.onDemandSince ?? now / 1000, throughput: throughputOf({}) };
  }
  if (table.onDemandSince !== null && !given)
    throw invalid(
      "One or more parameter values were invalid: ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
    );
  return { onDemandSince: null, ...(given ? { throughput: throughputOf(input) } : {}) };
}

/** The table after the index updates of a request; deleted indexes stay listed, as DELETING, until their rows are gone. */
function indexUpdates(table: TableRecord, input: JsonObject): { next: TableRecord; dropped: readonly string[] } {
  const updates = list(input, "GlobalSecondaryIndexUpdates").filter(isObject);
  if (updates.filter((update) => "Create" in update || "Delete" in update).length > 1)
    throw new ServiceError(
      "LimitExceededException",
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  let next = table;
  const dropped: string[] = [];
  for (const update of updates) {
    if ("Create" in update) next = withIndex(next, object(update, "Create"), input);
    else if ("Delete" in update) {
      const name = existing(next, object(update, "Delete")).name;
      dropped.push(name);
      next = replaced(next, name, { dropping: true });
    } else {
      const change = object(update, "Update");
      const { name } = existing(next, change);
      next = replaced(next, name, {
        ...("ProvisionedThroughput" in change ? { throughput: throughputOf(change) } : {}),
        ...("OnDemandThroughput" in change ? { onDemandThroughput: object(change, "OnDemandThroughput") } : {}),
      });
    }
  }
  return { next, dropped };
}

function withIndex(table: TableRecord, create: JsonObject, input: JsonObject): TableRecord {
  const index = indexOf(create);
  if (table.globalIndexes.some(({ name }) => name === index.name))
    throw invalid(`Attempting to create an index which already exists: ${index.name}`);
  if (table.globalIndexes.length >= 20)
    throw invalid(
      "One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of 20",
    );
  const given = list(input, "AttributeDefinitions").filter(isObject);
  const known = table.attributes.map((attribute) => text(attribute, "AttributeName"));
  const attributes = [
    ...table.attributes,
    ...given.filter((attribute) => !known.includes(text(attribute, "AttributeName"))),
  ];
  const defined = attributes.map((attribute) => text(attribute, "AttributeName"));
  if (!index.keySchema.every((part) => defined.includes(text(part, "AttributeName"))))
    throw invalid(
      "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. " +
        `Keys: [${index.keySchema.map((part) => text(part, "AttributeName")).join(", ")}], AttributeDefinitions: [${defined.join(", ")}]`,
    );
  const next = { ...table, attributes, globalIndexes: [...table.globalIndexes, { ...index, filled: false }] };
  usesEachAttribute(dynaliteTable(next));
  return next;
}

function existing(table: TableRecord, named: JsonObject): IndexRecord {
  const name = text(named, "IndexName") ?? "";
  const found = table.globalIndexes.find((index) => index.name === name);
  if (found === undefined)
    throw new ServiceError(
      "ResourceNotFoundException",
      `Requested resource not found: Index: ${name} of table ${table.name}`,
    );
  return found;
}

const replaced = (table: TableRecord, name: string, change: Partial<IndexRecord>): TableRecord => ({
  ...table,
  globalIndexes: table.globalIndexes.map((index) => (index.name === name ? { ...index, ...change } : index)),
});
