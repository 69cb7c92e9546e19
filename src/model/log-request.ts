import { GworldError } from "./error.ts";
import { askedFilter, type FilterFlags } from "./log-filter/asked.ts";
import type { LogFilter } from "./log-filter/filter.ts";
import { pushedPattern } from "./log-filter/push-down.ts";
import type { ContextSpan } from "./log-merge/log-context.ts";
import { checkView, contextSpan, type ViewFlags } from "./log-view.ts";
import { timeRange, type TimeRange } from "./time-range.ts";

/** The flags of `logs` that decide what is read. */
export interface LogFlags extends FilterFlags, ViewFlags {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
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
  /** Neighbours of the lines that pass are shown with them. */
  readonly context: ContextSpan | undefined;
  /** No time was given: look back as far as the newest lines need. */
  readonly search: boolean;
}

const defaultSince = "10m";
/** Errors are compared with those before the last deploy. */
const defaultSinceOfErrors = "1d";

/** Reads the flags together. Throws `usage` for what does not fit. */
export function logRequest(flags: LogFlags, now: number): LogRequest {
  const { since, until, tail, follow, utc, errors } = flags;
  checkView(flags);
  if (follow && until !== undefined)
    throw new GworldError("usage", "--follow goes on, and --until ends.", { hint: "Leave one of them out." });
  const anyLevel = flags.level !== undefined || flags.where !== undefined;
  const filter = askedFilter(errors && !anyLevel ? { ...flags, level: "error" } : flags);
  return {
    range: timeRange(since ?? (errors ? defaultSinceOfErrors : defaultSince), until, { now, utc }),
    filter,
    pattern: filter && pushedPattern(filter),
    follow,
    last: tail,
    context: contextSpan(flags, filter !== undefined),
    search: tail !== undefined && since === undefined && until === undefined,
  };
}
