import { bool, type JsonObject, text } from "../json.ts";
import type { Call } from "../service.ts";
import { type EventEntry, eventId, groupNumber, keyOf } from "./entry.ts";
import { limitOf, pageBytes, pageEvents, timeOf } from "./page.ts";
import { lowerBound, startOf, visible } from "./sorted.ts";
import { expiry, groupOf, invalid, type LogsState, streamOf } from "./state.ts";

/**
 * GetLogEvents: one stream, in either direction. A token names an event: `f/` goes on after it, `b/` before it; at an
 * end the same token comes back (API reference).
 */
export function getLogEvents(state: LogsState, input: JsonObject, { region }: Call): JsonObject {
  const group = groupOf(state, input, region);
  const stream = streamOf(state, group, text(input, "logStreamName"));
  const events = state.files.group(group.id);
  const entries = visible(events.entries(stream.id), state.now());
  const from = lowerBound(entries, startOf(Math.max(timeOf(input, "startTime") ?? 0, expiry(state, group))));
  const to = lowerBound(entries, startOf(timeOf(input, "endTime") ?? Infinity));
  const range = { entries, from, to: Math.max(from, to) };
  const limit = limitOf(input, pageEvents, pageEvents);
  const token = text(input, "nextToken");
  const forward = token === undefined ? bool(input, "startFromHead") === true : token.startsWith("f/");
  const place = placeOf(range, token, forward);
  const page = forward ? firstOf(range, place, limit) : lastOf(range, place, limit);
  const messages = events.messages(page);
  const number56 = groupNumber(group.id);
  const name = (entry: EventEntry | undefined, direction: string) =>
    entry && `${direction}/${eventId(number56, entry)}/s`;
  const edge = token?.slice(1) ?? `/${eventId(number56, { timestamp: 0, ingestionTime: 0, sequence: 0 })}/s`;
  return {
    events: page.map(({ timestamp, ingestionTime }, index) => ({
      timestamp,
      message: messages[index] ?? "",
      ingestionTime,
    })),
    nextForwardToken: name(page.at(-1), "f") ?? `f${edge}`,
    nextBackwardToken: name(page.at(0), "b") ?? `b${edge}`,
  };
}

interface Range {
  readonly entries: readonly EventEntry[];
  readonly from: number;
  readonly to: number;
}

function placeOf({ entries, from, to }: Range, token: string | undefined, forward: boolean): number {
  if (token === undefined) return forward ? from : to;
  const key = keyOf(/^[fb]\/(\d+)\/s$/.exec(token)?.[1] ?? "");
  if (!key) throw invalid("The specified nextToken is invalid.");
  return Math.min(to, Math.max(from, lowerBound(entries, key, forward)));
}

function firstOf({ entries, to }: Range, place: number, limit: number): readonly EventEntry[] {
  let bytes = 0;
  let end = place;
  while (end < Math.min(to, place + limit) && (bytes += entries[end]?.bytes ?? 0) <= pageBytes) end += 1;
  return entries.slice(place, end);
}

function lastOf({ entries, from }: Range, place: number, limit: number): readonly EventEntry[] {
  let bytes = 0;
  let start = place;
  while (start > Math.max(from, place - limit) && (bytes += entries[start - 1]?.bytes ?? 0) <= pageBytes) start -= 1;
  return entries.slice(start, place);
}
