import { GworldError } from "./error.ts";
import { logFilter, type LogFilter } from "./log-filter.ts";
import { timeRange, type TimeRange } from "./time-range.ts";

/** The flags of `logs` that decide what is read. */
export interface LogFlags {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly tail?: number | undefined;
  readonly follow: boolean;
  readonly grep?: string | undefined;
  readonly level?: string | undefined;
  readonly utc: boolean;
}

export interface LogRequest {
  readonly range: TimeRange;
  readonly filter: LogFilter;
  readonly follow: boolean;
  readonly last?: number | undefined;
  /** No time was given: look back as far as the newest lines need. */
  readonly search: boolean;
}

const defaultSince = "10m";

/** Reads the flags together. Throws `usage` for what does not fit. */
export function logRequest({ since, until, tail, follow, grep, level, utc }: LogFlags, now: number): LogRequest {
  if (follow && until !== undefined)
    throw new GworldError("usage", "--follow goes on, and --until ends.", { hint: "Leave one of them out." });
  return {
    range: timeRange(since ?? defaultSince, until, { now, utc }),
    filter: logFilter(grep, level),
    follow,
    last: tail,
    search: tail !== undefined && since === undefined && until === undefined,
  };
}
