import { createHash } from "node:crypto";
import type { JsonObject } from "../json.ts";
import { type EventKey, eventId, keyOf } from "./entry.ts";
import { invalid } from "./state.ts";

/** How long a token of FilterLogEvents can be used (API reference). */
const lifetime = 24 * 3_600_000;

/** What FilterLogEvents' tokens are made of: the last event that was looked at, for the request it was asked by. */
export interface FilterTokens {
  encode(last: EventKey): string;
  decode(token: string): EventKey;
}

/** A token belongs to its query, whatever the size of the pages; `interleaved` has no effect since 2019. */
export function filterTokens(input: JsonObject, groupNumber: string, now: number): FilterTokens {
  const { nextToken: _token, limit: _limit, interleaved: _interleaved, ...query } = input;
  const mark = createHash("sha256").update(JSON.stringify(query)).digest("hex").slice(0, 12);
  return {
    encode: (last) => Buffer.from(`${mark} ${now} ${eventId(groupNumber, last)}`).toString("base64url"),
    decode(token) {
      const [from, at, id = ""] = Buffer.from(token, "base64url").toString().split(" ");
      const key = from === mark ? keyOf(id) : undefined;
      if (!key) throw invalid("The specified nextToken is invalid.");
      if (now - Number(at) > lifetime) throw invalid("The specified nextToken has expired.");
      return key;
    },
  };
}
