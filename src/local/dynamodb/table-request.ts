import { isObject, list, number, object, type Json, type JsonObject } from "../json.ts";

/** The members of a template's table that CreateTable takes as well. */
const shared = [
  "KeySchema",
  "AttributeDefinitions",
  "BillingMode",
  "TableClass",
  "DeletionProtectionEnabled",
  "SSESpecification",
  "StreamSpecification",
];

/** A template's table as a CreateTable request: numbers may be text in a template. */
export function tableRequest(properties: JsonObject, name: string): JsonObject {
  return {
    TableName: name,
    ...Object.fromEntries(shared.filter((key) => key in properties).map((key) => [key, properties[key]])),
    ...withNumbers(properties),
    ...indexes(properties, "GlobalSecondaryIndexes"),
    ...indexes(properties, "LocalSecondaryIndexes"),
  };
}

/** The indexes of a template as CreateTable and UpdateTable take them. */
export const globalIndexes = (properties: JsonObject): readonly JsonObject[] =>
  list(properties, "GlobalSecondaryIndexes").filter(isObject).map(indexRequest);

function indexes(properties: JsonObject, key: string): JsonObject {
  const found = list(properties, key).filter(isObject);
  return found.length === 0 ? {} : { [key]: found.map(indexRequest) };
}

const indexRequest = (index: JsonObject): JsonObject => ({
  ...Object.fromEntries(["IndexName", "KeySchema", "Projection"].map((key) => [key, index[key]])),
  ...withNumbers(index),
});

function withNumbers(properties: JsonObject): JsonObject {
  const given = ["ProvisionedThroughput", "OnDemandThroughput"].filter((key) => isObject(properties[key]));
  return Object.fromEntries(given.map((key) => [key, numbers(object(properties, key))]));
}

const numbers = (value: JsonObject): Json =>
  Object.fromEntries(Object.keys(value).map((key) => [key, number(value, key)]));
