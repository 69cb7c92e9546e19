import { isObject, type Json, type JsonObject } from "../json.ts";

/**
 * Whether these are attributes just as DynamoDB takes them: there is nothing to convert, to drop or to refuse. Most requests
 * have nothing else, and telling so is many times faster than dynalite's check, which makes a copy of every value.
 */
export const areAttributes = (map: Json): map is JsonObject => isObject(map) && Object.values(map).every(isValue);

function isValue(value: Json): boolean {
  const [type, inner, more] = onlyOf(value);
  return !more && type !== undefined && kinds.get(type)?.(inner) === true;
}

const isText = (value: Json) => typeof value === "string";
const isTruth = (value: Json) => typeof value === "boolean";
const isBase64 = (value: Json) =>
  typeof value === "string" && value.length % 4 === 0 && Buffer.from(value, "base64").toString("base64") === value;
const areAll = (is: (value: Json) => boolean) => (value: Json) => Array.isArray(value) && value.every(is);

/** What is in a value of each type. */
const kinds: ReadonlyMap<string, (inner: Json) => boolean> = new Map([
  ["S", isText],
  ["N", isText],
  ["B", isBase64],
  ["BOOL", isTruth],
  ["NULL", isTruth],
  ["SS", areAll(isText)],
  ["NS", areAll(isText)],
  ["BS", areAll(isBase64)],
  ["L", areAll(isValue)],
  ["M", areAttributes],
]);

/** Whether these are writes of a batch, all of whose attributes are as they should be. */
export const areBatches = (tables: Json): boolean => isObject(tables) && Object.values(tables).every(areAll(isWrite));

function isWrite(write: Json): boolean {
  const [kind, request, more] = onlyOf(write);
  const [member, attributes, others] = onlyOf(request);
  if (more || others || !areAttributes(attributes)) return false;
  return (kind === "PutRequest" && member === "Item") || (kind === "DeleteRequest" && member === "Key");
}

/** The first entry of an object, and whether it has more. */
function onlyOf(value: Json): readonly [string | undefined, Json, boolean] {
  const [first, second] = isObject(value) ? Object.entries(value) : [];
  return [first?.[0], first?.[1], second !== undefined];
}
