import { text, type Json, type JsonObject } from "../../json.ts";
import { invalid } from "../refusal.ts";

/** The page a NextToken stands for, and the token of the one after it. */
export function page<T>(
  items: readonly T[],
  input: JsonObject,
  size = 100,
): { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } } {
  const start = positionOf(input);
  const end = start + size;
  return { items: items.slice(start, end), next: end < items.length ? { NextToken: tokenOf(end) } : {} };
}

/** A token that survives items being added before it. */
export const tokenOf = (position: number) => Buffer.from(`position:${position}`).toString("base64url");

/** Where a NextToken points; 0 without one. */
export function positionOf(input: JsonObject): number {
  const token = text(input, "NextToken");
  if (token === undefined || token === "") return 0;
  const position = /^position:(\d+)$/.exec(Buffer.from(token, "base64url").toString())?.[1];
  if (position === undefined) throw invalid("Invalid NextToken");
  return Number(position);
}

/** A time as the query protocol writes it. */
export const instant = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Leaves out what is undefined, so that the answer has no empty elements. */
export const present = (members: Readonly<Record<string, Json>>): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
