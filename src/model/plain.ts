import type { AttributeValue, Item } from "./item.ts";
import { isRecord } from "./json.ts";

/** Records of ours as an item; what is undefined is left out. Never for data on its way through: numbers are JavaScript's. */
export const itemFrom = (record: object): Item =>
  Object.fromEntries(
    Object.entries(record).flatMap(([name, value]: [string, unknown]) =>
      value === undefined ? [] : [[name, valueFrom(value)] as const],
    ),
  );

export function valueFrom(value: unknown): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(valueFrom) };
  if (isRecord(value)) return { M: itemFrom(value) };
  throw new TypeError(`No attribute value for ${typeof value}.`);
}

/** The way back, for a schema to read. */
export const plainItem = (item: Item): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));

function plainValue(value: AttributeValue): unknown {
  if ("S" in value) return value.S;
  if ("N" in value) return Number(value.N);
  if ("BOOL" in value) return value.BOOL;
  if ("L" in value) return value.L.map(plainValue);
  if ("M" in value) return plainItem(value.M);
  if ("SS" in value) return value.SS;
  return undefined;
}
