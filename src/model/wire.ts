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
