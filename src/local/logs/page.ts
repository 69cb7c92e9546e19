import { type JsonObject, number } from "../json.ts";
import { invalid } from "./state.ts";

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
