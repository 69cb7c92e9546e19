import { isRecord } from "../model/json.ts";

/** Deeper than any logger writes; JSON.stringify itself ends the process's stack some thousands deep. */
const deepest = 32;
const mark = "… nested deeper; --raw shows it";

/** A field's value as JSON, without what is nested too deep for JSON.stringify. */
export const fieldJson = (value: unknown): string =>
  JSON.stringify(isDeeper(value, deepest) ? cutBelow(value, deepest) : value) ?? "";

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

function cutBelow(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth === 0) return mark;
  if (Array.isArray(value)) return value.map((inner) => cutBelow(inner, depth - 1));
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cutBelow(inner, depth - 1)]))
    : value;
}
