import { GworldError } from "./error.ts";
import { askedFilter, type FilterFlags } from "./log-filter/asked.ts";
import type { LogFilter } from "./log-filter/filter.ts";
import { pushedPattern } from "./log-filter/push-down.ts";
import { timeRange, type TimeRange } from "./time-range.ts";

/** The flags of `logs` that decide what is read. */
export interface LogFlags extends FilterFlags {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly tail?: number | undefined;
  readonly follow: boolean;
  readonly utc: boolean;
}

export interface LogRequest {
  readonly range: TimeRange;
  /** Every line passes when there is none. */
  readonly filter: LogFilter | undefined;
  /** The part of the filter that CloudWatch Logs can be asked for. */
  readonly pattern: string | undefined;
  readonly follow: boolean;
  readonly last?: number | undefined;
  /** No time was given: look back as far as the newest lines need. */
  readonly search: boolean;
}

const defaultSince = "10m";

/** Reads the flags together. Throws `usage` for what does not fit. */
export function logRequest(flags: LogFlags, now: number): LogRequest {
  const { since, until, tail, follow, utc } = flags;
  if (follow && until !== undefined)
    throw new GworldError("usage", "--follow goes on, and --until ends.", { hint: "Leave one of them out." });
  const filter = askedFilter(flags);
  return {
    range: timeRange(since ?? defaultSince, until, { now, utc }),
    filter,
    pattern: filter && pushedPattern(filter),
    follow,
    last: tail,
    search: tail !== undefined && since === undefined && until === undefined,
  };
}
