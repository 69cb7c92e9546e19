import { text, type Json, type JsonObject } from "../../json.ts";
import { pageOf } from "../../paging.ts";
import { invalid } from "../refusal.ts";

const pageSize = 100;

/** The page a NextToken stands for, in the order of the keys, and the token of the one after it. */
export function page<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  input: JsonObject,
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const token = text(input, "NextToken");
  if (token !== undefined && Buffer.from(token, "base64url").toString("base64url") !== token)
    throw invalid("Invalid NextToken");
  const found = pageOf(items, keyOf, { token, limit: pageSize });
  return { items: found.page, next: found.next === undefined ? {} : { NextToken: found.next } };
}

/** The key that lists times or positions upwards; equal ones by their ID. */
export const upwards = (value: number, id = "") => `${String(value).padStart(16, "0")}|${id}`;

/** The key that lists times or positions downwards; equal ones by their ID. */
export const downwards = (value: number, id = "") => upwards(Number.MAX_SAFE_INTEGER - value, id);

/** A time as the query protocol writes it. */
export const instant = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Leaves out what is undefined, so that the answer has no empty elements. */
export const present = (members: Readonly<Record<string, Json>>): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
