import { createHash } from "node:crypto";
import { type JsonObject, number, text, texts } from "../json.ts";
import type { Call } from "../service.ts";
import { type EventEntry, type EventKey, eventId, groupNumber, keyOf } from "./entry.ts";
import type { GroupEvents } from "./group-events.ts";
import { decodeToken, encodeToken, limitOf } from "./page.ts";
import { compilePattern } from "./pattern/compile.ts";
import type { Matches } from "./pattern/text.ts";
import type { GroupRow } from "./rows.ts";
import { lowerBound, startOf } from "./sorted.ts";
import { expiry, groupOf, invalid, type LogsState, streamOf, streamsOf } from "./state.ts";

const maxEvents = 10_000;
const maxBytes = 1_048_576;
/** Events looked at for one page: like AWS, a page may then come short or empty with a token for the rest. */
const maxScanned = 100_000;
const batch = 2_000;

/** FilterLogEvents: all streams merged in time order, a page at a time; only a missing token ends it. */
export function filterLogEvents(state: LogsState, input: JsonObject, { region }: Call): JsonObject {
  const group = groupOf(state, input, region);
  const from = number(input, "startTime") ?? 0;
  const to = number(input, "endTime") ?? Infinity;
  if (from > to) throw invalid("endTime must be greater than or equal to startTime.");
  const names = streamNames(state, group, input);
  const events = state.files.group(group.id);
  const entries = events.entries();
  const query = fingerprint(input);
  const token = text(input, "nextToken");
  const first = startOf(Math.max(from, expiry(state, group)));
  const start = token === undefined ? lowerBound(entries, first) : lowerBound(entries, positionOf(token, query), true);
  const end = lowerBound(entries, startOf(to + 1));
  const { found, scanned } = scan(events, entries.slice(start, Math.min(end, start + maxScanned)), {
    wanted: ({ streamId }) => names.has(streamId),
    matches: compilePattern(text(input, "filterPattern") ?? ""),
    limit: limitOf(input, maxEvents, maxEvents),
  });
  const number56 = groupNumber(group.id);
  const last = entries[start + scanned - 1];
  return {
    events: found.map(({ entry, message }) => ({
      logStreamName: names.get(entry.streamId) ?? "",
      timestamp: entry.timestamp,
      message,
      ingestionTime: entry.ingestionTime,
      eventId: eventId(number56, entry),
    })),
    searchedLogStreams: [],
    nextToken: last && start + scanned < end ? encodeToken(`${query}${eventId(number56, last)}`) : undefined,
  };
}

interface Found {
  readonly entry: EventEntry;
  readonly message: string;
}

/** Goes through entries until the page is full; `scanned` says how many it has done with. */
function scan(
  events: GroupEvents,
  entries: readonly EventEntry[],
  { wanted, matches, limit }: { wanted: (entry: EventEntry) => boolean; matches: Matches; limit: number },
): { readonly found: readonly Found[]; readonly scanned: number } {
  const found: Found[] = [];
  let bytes = 0;
  for (let start = 0; start < entries.length; start += batch) {
    const some = entries.slice(start, start + batch);
    const messages = events.messages(some.filter(wanted));
    let read = 0;
    for (const [index, entry] of some.entries()) {
      if (!wanted(entry)) continue;
      const message = messages[read++] ?? "";
      if (!matches(message)) continue;
      bytes += Buffer.byteLength(message);
      if (found.length === limit || (bytes > maxBytes && found.length > 0)) return { found, scanned: start + index };
      found.push({ entry, message });
    }
  }
  return { found, scanned: entries.length };
}

/** The streams a request is about: stream ID to name. */
function streamNames(state: LogsState, group: GroupRow, input: JsonObject): ReadonlyMap<string, string> {
  const names = texts(input, "logStreamNames");
  const prefix = text(input, "logStreamNamePrefix");
  if (names.length > 100)
    throw invalid(
      "1 validation error detected: Value at 'logStreamNames' failed to satisfy constraint: Member must have length less than or equal to 100",
    );
  if (names.length > 0 && prefix !== undefined)
    throw invalid("LogStream names and LogStream name prefix are mutually exclusive parameters.");
  const streams =
    names.length > 0
      ? names.map((name) => streamOf(state, group, name))
      : streamsOf(state, group).filter(({ name }) => name.startsWith(prefix ?? ""));
  return new Map(streams.map(({ id, name }) => [id, name]));
}

/** A token belongs to the request it came from. */
const fingerprint = (input: JsonObject) => {
  const { nextToken: _, limit: __, ...query } = input;
  return createHash("sha256").update(JSON.stringify(query)).digest("hex").slice(0, 12);
};

function positionOf(token: string, query: string): EventKey {
  const decoded = decodeToken(token);
  const key = decoded.startsWith(query) ? keyOf(decoded.slice(query.length)) : undefined;
  if (!key) throw invalid("The specified nextToken is invalid.");
  return key;
}
