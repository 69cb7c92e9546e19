import { randomUUID } from "node:crypto";
import { isObject, list, object, text, type Json, type JsonObject } from "../json.ts";
import { ServiceError } from "../service.ts";
import { checked } from "./dynalite.ts";
import { describe } from "./describe-table.ts";
import { tableName, type Dynamo, type TableOperation } from "./dynamo.ts";
import { invalid } from "./refuse.ts";
import { optionsOf } from "./table-options.ts";
import { tableKey, type IndexRecord, type TableRecord } from "./table.ts";
import { tagsOf } from "../tag-list.ts";

export const createTable: TableOperation = async (dynamo, input, { region }) => {
  const table = addTable(dynamo, input, { region, origin: "" });
  return { TableDescription: await describe(dynamo, table, "CREATING") };
};

/** Enters a new table; it is usable at once, though the answer over the wire says CREATING as AWS's does. */
export function addTable(dynamo: Dynamo, input: JsonObject, by: { region: string; origin: string }): TableRecord {
  const name = tableName(input);
  const request = checked("CreateTable", { ...input, TableName: name });
  usesEachAttribute(request);
  const key = tableKey(by.region, name);
  if (dynamo.tables.get(key) !== undefined)
    throw new ServiceError("ResourceInUseException", `Table already exists: ${name}`);
  const now = dynamo.now();
  const table: TableRecord = {
    name,
    ...by,
    arn: `arn:aws:dynamodb:${by.region}:${dynamo.account}:table/${name}`,
    id: randomUUID(),
    createdAt: now / 1000,
    deleting: false,
    keySchema: list(request, "KeySchema").filter(isObject),
    attributes: list(request, "AttributeDefinitions").filter(isObject),
    globalIndexes: list(input, "GlobalSecondaryIndexes").filter(isObject).map(indexOf),
    localIndexes: list(input, "LocalSecondaryIndexes").filter(isObject).map(indexOf),
    onDemandSince: text(input, "BillingMode") === "PAY_PER_REQUEST" ? now / 1000 : null,
    throughput: throughputOf(input),
    protected: false,
    tableClass: null,
    onDemandThroughput: null,
    encryptionKeyArn: null,
    stream: null,
    recovery: null,
    timeToLive: null,
    tags: tagsOf(input),
    ...optionsOf(input, { account: dynamo.account, region: by.region, now }),
  };
  dynamo.tables.put(key, table);
  return table;
}

/** A new index, without entries where the table has no items. */
export const indexOf = (input: JsonObject): IndexRecord => ({
  name: text(input, "IndexName") ?? "",
  keySchema: list(input, "KeySchema").filter(isObject),
  projection: object(input, "Projection"),
  throughput: throughputOf(input),
  onDemandThroughput: isObject(input["OnDemandThroughput"]) ? input["OnDemandThroughput"] : null,
  filled: true,
});

/** On-demand tables tell zero. */
export function throughputOf(input: JsonObject): JsonObject {
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = object(input, "ProvisionedThroughput");
  return { ReadCapacityUnits: Number(ReadCapacityUnits), WriteCapacityUnits: Number(WriteCapacityUnits) };
}

/** AWS refuses an attribute that is defined and that no key names. */
export function usesEachAttribute(request: JsonObject): void {
  const names = (value: Json) => list(value, "KeySchema").map((part) => text(part, "AttributeName") ?? "");
  const indexes = [...list(request, "GlobalSecondaryIndexes"), ...list(request, "LocalSecondaryIndexes")];
  const used = new Set([request, ...indexes].flatMap(names));
  const defined = list(request, "AttributeDefinitions").map((part) => text(part, "AttributeName") ?? "");
  if (defined.every((name) => used.has(name))) return;
  throw invalid(
    indexes.length === 0
      ? "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"
      : `One or more parameter values were invalid: Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(", ")}], keys used: [${[...used].join(", ")}]`,
  );
}
