import type { AttributeValue, Item } from "./item.ts";
import { isRecord } from "./json.ts";

const kinds = new Set(["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"]);

/** Whether this is an item as DynamoDB answers it. Looks at the kinds of its values, not into them: the sender checked those. */
export const isItem = (value: unknown): value is Item =>
  isRecord(value) && Object.values(value).every((one) => isAttributeValue(one));

const isAttributeValue = (value: unknown): value is AttributeValue => {
  if (!isRecord(value)) return false;
  const [kind, ...others] = Object.keys(value);
  return kind !== undefined && others.length === 0 && kinds.has(kind);
};

/** As deep as DynamoDB takes lists and maps in each other. */
const deepest = 32;

/** Whether this is an item through and through, whoever sent it: one that is nested deeper would exhaust whatever walks it. */
export const isSoundItem = (value: unknown): value is Item => isSoundMap(value, deepest);

const isSoundMap = (value: unknown, levels: number): boolean =>
  isItem(value) && Object.values(value).every((one) => isSoundValue(one, levels));

function isSoundValue(value: AttributeValue, levels: number): boolean {
  if ("S" in value) return isText(value.S);
  if ("N" in value) return isText(value.N);
  if ("B" in value) return isText(value.B);
  if ("M" in value) return levels > 0 && isSoundMap(value.M, levels - 1);
  if ("L" in value)
    return levels > 0 && Array.isArray(value.L) && value.L.every((one) => isSoundMap({ one }, levels - 1));
  if ("BOOL" in value) return typeof value.BOOL === "boolean";
  if ("NULL" in value) return typeof value.NULL === "boolean";
  return Object.values(value).every((set: unknown) => Array.isArray(set) && set.every(isText));
}

const isText = (value: unknown) => typeof value === "string";
