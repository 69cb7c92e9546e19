import { isRecord } from "../model/json.ts";
import { isLongNumber } from "../model/long-number.ts";

/** Deeper than any logger writes; JSON.stringify itself ends the process's stack some thousands deep. */
const deepest = 32;
const mark = "… nested deeper; --raw shows it";

/** A field's value as JSON, without what is nested too deep for JSON.stringify, and with long numbers as they were written. */
export function fieldJson(value: unknown): string {
  const cut = isDeeper(value, deepest) ? cutBelow(value, deepest) : value;
  return holdsLong(cut) ? written(cut) : (JSON.stringify(cut) ?? "");
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

function cutBelow(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null || isLongNumber(value)) return value;
  if (depth === 0) return mark;
  if (Array.isArray(value)) return value.map((inner) => cutBelow(inner, depth - 1));
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cutBelow(inner, depth - 1)]))
    : value;
}

const holdsLong = (value: unknown): boolean =>
  typeof value === "object" && value !== null && (isLongNumber(value) || Object.values(value).some(holdsLong));

/** As JSON.stringify would. */
function written(value: unknown): string {
  if (isLongNumber(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? "null";
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}:${written(inner)}`)
    .join(",")}}`;
}
