import { type JsonObject, text } from "../json.ts";
import { listOf } from "./page.ts";
import type { GroupRow } from "./rows.ts";
import { invalid, type LogsState, streamOf, streamsOf } from "./state.ts";

/** The streams a FilterLogEvents request is about, ID to name: those named, those of a prefix, or all. */
export function chosenStreams(state: LogsState, group: GroupRow, input: JsonObject): ReadonlyMap<string, string> {
  const names = listOf(input, "logStreamNames", 100);
  const prefix = text(input, "logStreamNamePrefix");
  if (names.length > 0 && prefix !== undefined)
    throw invalid("LogStream names and LogStream name prefix are mutually exclusive parameters.");
  const streams =
    names.length > 0
      ? names.map((name) => streamOf(state, group, name))
      : streamsOf(state, group).filter(({ name }) => name.startsWith(prefix ?? ""));
  return new Map(streams.map(({ id, name }) => [id, name]));
}
