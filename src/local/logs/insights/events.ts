import { setImmediate as turn } from "node:timers/promises";
import { compareKeys, type EventEntry, eventId, groupNumber } from "../entry.ts";
import type { GroupRow } from "../rows.ts";
import { lowerBound, startOf } from "../sorted.ts";
import { expiry, groupArn, type LogsState, streamsOf } from "../state.ts";
import { eventRow, type Row } from "./row.ts";
import type { Value } from "./value.ts";

/** A range of time in milliseconds, both ends within. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface QueriedEvent {
  readonly row: Row;
  readonly bytes: number;
}

interface Source {
  readonly group: GroupRow;
  readonly streams: ReadonlyMap<string, string>;
  readonly entries: readonly EventEntry[];
}

/** Messages are read by so many, and between them others have their turn. */
const batch = 1_000;

/** The events of groups as rows, newest first, as Logs Insights goes through them. */
export async function* queriedEvents(
  state: LogsState,
  groups: readonly GroupRow[],
  range: Range,
): AsyncGenerator<readonly QueriedEvent[]> {
  const sources = groups.map((group) => sourceOf(state, group, range));
  const found = sources
    .flatMap((source) => source.entries.map((entry) => ({ source, entry })))
    .sort((a, b) => compareKeys(b.entry, a.entry));
  for (let start = 0; start < found.length; start += batch) {
    const some = found.slice(start, start + batch);
    const messages = new Map<EventEntry, string>();
    for (const source of sources) {
      const entries = some.filter((each) => each.source === source).map(({ entry }) => entry);
      for (const [index, message] of state.files.group(source.group.id).messages(entries).entries()) {
        const entry = entries[index];
        if (entry) messages.set(entry, message);
      }
    }
    yield some.map(({ source, entry }) => queriedEvent(state, source, entry, messages.get(entry) ?? ""));
    await turn();
  }
}

function sourceOf(state: LogsState, group: GroupRow, { from, to }: Range): Source {
  const all = state.files.group(group.id).entries();
  const first = lowerBound(all, startOf(Math.max(from, expiry(state, group))));
  const now = state.now();
  return {
    group,
    streams: new Map(streamsOf(state, group).map(({ id, name }) => [id, name])),
    entries: all.slice(first, lowerBound(all, startOf(to + 1))).filter(({ ingestionTime }) => ingestionTime <= now),
  };
}

function queriedEvent(state: LogsState, { group, streams }: Source, entry: EventEntry, message: string): QueriedEvent {
  const id = eventId(groupNumber(group.id), entry);
  const fields = new Map<string, Value>([
    ["@timestamp", new Date(entry.timestamp)],
    ["@ingestionTime", new Date(entry.ingestionTime)],
    ["@message", message],
    ["@logStream", streams.get(entry.streamId) ?? ""],
    ["@log", `${state.account}:${group.name}`],
    ["@ptr", Buffer.from(`${groupArn(state, group)} ${id}`).toString("base64")],
  ]);
  return { row: eventRow(fields, message), bytes: entry.bytes };
}
