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
    const messages = new Map(sources.flatMap((source) => messagesOf(state, source, some)));
    yield some.map(({ source, entry }) => queriedEvent(state, source, entry, messages.get(entry) ?? ""));
    await turn();
  }
}

/** The messages of one group's events among some. */
function messagesOf(
  state: LogsState,
  source: Source,
  some: readonly { readonly source: Source; readonly entry: EventEntry }[],
): (readonly [EventEntry, string])[] {
  const entries = some.filter((each) => each.source === source).map(({ entry }) => entry);
  const messages = state.files.group(source.group.id).messages(entries);
  return entries.map((entry, index) => [entry, messages[index] ?? ""]);
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

function queriedEvent(state: LogsState, source: Source, entry: EventEntry, message: string): QueriedEvent {
  return {
    row: eventRow((name) => systemFields[name]?.({ state, source, entry, message }), message),
    bytes: entry.bytes,
  };
}

interface Owned {
  readonly state: LogsState;
  readonly source: Source;
  readonly entry: EventEntry;
  readonly message: string;
}

/** The fields of every log event, made when they are asked for. */
const systemFields: Readonly<Record<string, (owned: Owned) => Value>> = {
  "@timestamp": ({ entry }) => new Date(entry.timestamp),
  "@ingestionTime": ({ entry }) => new Date(entry.ingestionTime),
  "@message": ({ message }) => message,
  "@logStream": ({ source, entry }) => source.streams.get(entry.streamId),
  "@log": ({ state, source }) => `${state.account}:${source.group.name}`,
  "@ptr": ({ state, source: { group }, entry }) =>
    Buffer.from(`${groupArn(state, group)} ${eventId(groupNumber(group.id), entry)}`).toString("base64"),
};
