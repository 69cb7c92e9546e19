import { type JsonObject, number, texts } from "../json.ts";
import { violation } from "../required.ts";
import { invalid } from "./state.ts";

/** What a page of events holds at most, in bytes (API reference: 1 MB). */
export const pageBytes = 1_048_576;
export const pageEvents = 10_000;

/** The `limit` of a request inside 1..most. */
export const limitOf = (input: JsonObject, standard: number, most: number) =>
  within(input, "limit", { standard, most });

/** A whole number of a request inside 1..most. */
export function within(
  input: JsonObject,
  key: string,
  { standard, most }: { readonly standard: number; readonly most: number },
): number {
  const value = number(input, key) ?? standard;
  if (value < 1) throw breach(key, value, "Member must have value greater than or equal to 1");
  if (value > most || !Number.isInteger(value))
    throw breach(key, value, `Member must have value less than or equal to ${most}`);
  return value;
}

/** A moment of a request in milliseconds, or in seconds where the operation says so. */
export function timeOf(input: JsonObject, key: string): number | undefined {
  const time = number(input, key);
  if (time !== undefined && time < 0) throw breach(key, time, "Member must have value greater than or equal to 0");
  return time;
}

/** A list of a request with at most so many members; when it is there, it has one. */
export function listOf(input: JsonObject, key: string, most: number): readonly string[] {
  const list = texts(input, key);
  if (Array.isArray(input[key]) && list.length === 0)
    throw breach(key, "[]", "Member must have length greater than or equal to 1");
  if (list.length > most)
    throw breach(key, `[${list.join(", ")}]`, `Member must have length less than or equal to ${most}`);
  return list;
}

const breach = (key: string, value: string | number, rule: string) => invalid(violation(key, String(value), rule));
