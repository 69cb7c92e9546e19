import { type JsonObject, text } from "../json.ts";
import type { Call } from "../service.ts";
import { chosenStreams } from "./chosen-streams.ts";
import { groupNumber } from "./entry.ts";
import { eventPage } from "./event-page.ts";
import { filterTokens } from "./filter-token.ts";
import { limitOf, pageEvents, timeOf } from "./page.ts";
import { compilePattern } from "./pattern/compile.ts";
import { scan } from "./scan.ts";
import { lowerBound, startOf } from "./sorted.ts";
import { expiry, groupOf, invalid, type LogsState } from "./state.ts";

/**
 * FilterLogEvents: all streams merged in time order, a page at a time. A page may come short or empty with a token for
 * the rest; only a missing token ends it.
 */
export function filterLogEvents(state: LogsState, input: JsonObject, { region }: Call): Uint8Array {
  const group = groupOf(state, input, region);
  const from = timeOf(input, "startTime") ?? 0;
  const to = timeOf(input, "endTime") ?? Infinity;
  if (from > to) throw invalid("endTime must be greater than or equal to startTime.");
  const pattern = text(input, "filterPattern") ?? "";
  const matches = compilePattern(pattern);
  const streams = chosenStreams(state, group, input);
  const limit = limitOf(input, pageEvents, pageEvents);
  const events = state.files.group(group.id);
  const entries = events.entries();
  const now = state.now();
  const tokens = filterTokens(input, groupNumber(group.id), now);
  const token = text(input, "nextToken");
  const start =
    token === undefined
      ? lowerBound(entries, startOf(Math.max(from, expiry(state, group))))
      : lowerBound(entries, tokens.decode(token), true);
  const end = lowerBound(entries, startOf(to + 1));
  const { found, next } = scan(events, {
    entries,
    from: start,
    to: Math.min(end, start + state.pages.scanned),
    isWanted: ({ streamId, ingestionTime }) => ingestionTime <= now && streams.has(streamId),
    ...(pattern.trim() !== "" && { matches }),
    limit,
  });
  const last = entries[next - 1];
  return eventPage({
    events,
    entries: found,
    streams,
    groupNumber: groupNumber(group.id),
    nextToken: last && next < end ? tokens.encode(last) : undefined,
  });
}
