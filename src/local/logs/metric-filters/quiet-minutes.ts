import { unattended } from "../../unattended.ts";
import type { LogsState } from "../state.ts";
import { hasDefault, publishDefault } from "./publish.ts";
import { filterKey, type FilterMinute, type MetricFilterRow } from "./rows.ts";

const minute = 60_000;

/** Remembers that events came in for a filter, and whether any of them matched, until this minute is over. */
export function noteIngestion(state: LogsState, filter: MetricFilterRow, matched: boolean): void {
  if (!hasDefault(filter)) return;
  const key = filterKey(filter.region, filter.logGroupName, filter.filterName);
  const known = state.minutes.get(key);
  const now = minuteOf(state.now());
  if (known && known.minute < now) end(state, key, known);
  const current = known?.minute === now ? known : undefined;
  if (current && (current.matched || !matched)) return;
  state.minutes.put(key, { minute: now, matched });
}

/**
 * Publishes the default value of each filter whose minute is over: once for a minute in which events came in and none
 * matched, and nothing for one in which no events came in (CloudWatch Logs user guide, Creating metrics, default value).
 */
export function endMinutes(state: LogsState): void {
  const now = minuteOf(state.now());
  for (const key of state.minutes.keys()) {
    const known = state.minutes.get(key);
    if (known && known.minute < now)
      unattended("A metric filter could not publish its default value", () => end(state, key, known));
  }
}

function end({ minutes, filters, metrics }: LogsState, key: string, { minute: ended, matched }: FilterMinute): void {
  const filter = filters.get(key);
  // Cut off in between, a default value is missing; the other way round there would be one too many.
  minutes.delete(key);
  if (filter && metrics && !matched) publishDefault(metrics, filter, ended * minute);
}

const minuteOf = (moment: number) => Math.floor(moment / minute);
