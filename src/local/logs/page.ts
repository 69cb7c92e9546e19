import { type JsonObject, number, text } from "../json.ts";
import { invalid } from "./state.ts";

/** A page of a sorted list and the token of the next: the name after which it goes on. */
export function pageOf<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  input: JsonObject,
): { readonly items: readonly T[]; readonly nextToken: string | undefined } {
  const limit = limitOf(input, 50, 50);
  const token = text(input, "nextToken");
  const after = token === undefined ? undefined : decodeToken(token);
  const at = after === undefined ? 0 : items.findIndex((item) => nameOf(item) === after) + 1;
  if (after !== undefined && at === 0) throw invalid("The specified nextToken is invalid.");
  const page = items.slice(at, at + limit);
  const last = page.at(-1);
  return {
    items: page,
    nextToken: last !== undefined && at + limit < items.length ? encodeToken(nameOf(last)) : undefined,
  };
}

/** The `limit` of a request inside 1..most. */
export function limitOf(input: JsonObject, standard: number, most: number): number {
  const limit = number(input, "limit") ?? standard;
  if (limit < 1 || limit > most || !Number.isInteger(limit))
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value between 1 and ${most}`,
    );
  return limit;
}

export const encodeToken = (text: string) => Buffer.from(text).toString("base64url");
export const decodeToken = (token: string) => Buffer.from(token, "base64url").toString();
