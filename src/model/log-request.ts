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
  readonly live: boolean;
  readonly untilStable: boolean;
  readonly noTasks: boolean;
  readonly utc: boolean;
}

/** Which starts and ends of tasks stand among the lines. */
export interface TaskMarks {
  /** Only of a task whose ID begins so. */
  readonly task?: string | undefined;
  /** A filter is about lines; of tasks it leaves those that died. */
  readonly deathsOnly: boolean;
}

export interface LogRequest {
  readonly range: TimeRange;
  /** Every line passes when there is none. */
  readonly filter: LogFilter | undefined;
  /** The part of the filter that CloudWatch Logs can be asked for. */
  readonly pattern: string | undefined;
  readonly follow: boolean;
  /** Lines also come by Live Tail. */
  readonly live: boolean;
  /** The follow ends with the rollouts of its services. */
  readonly untilStable: boolean;
  readonly tasks: TaskMarks | undefined;
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
  const { until, tail, live, untilStable, utc } = flags;
  checkView(flags);
  const going = [flags.follow && "--follow", live && "--live", untilStable && "--until-stable"].find(Boolean);
  const follow = going !== undefined;
  if (follow && until !== undefined)
    throw new GworldError("usage", `${going} goes on, and --until ends.`, { hint: "Leave one of them out." });
  const { since, level } = flags.errors ? errorDefaults(flags) : flags;
  const filter = askedFilter({ ...flags, level });
  const range = timeRange(since ?? defaultSince, until, { now, utc });
  return {
    range,
    filter,
    pattern: filter && pushedPattern(filter),
    follow,
    live,
    untilStable,
    tasks: marksFor(flags, filter, now - (range.to ?? now)),
    last: tail,
    context: contextSpan(flags, filter !== undefined),
    search: tail !== undefined && flags.since === undefined && until === undefined,
  };
}

const errorDefaults = ({ since = defaultSinceOfErrors, level, where }: LogFlags) => ({
  since,
  level: level ?? (where === undefined ? "error" : undefined),
});

/** ECS keeps ended tasks so long. */
const taskMemoryMs = 3_600_000;

function marksFor(flags: LogFlags, filter: LogFilter | undefined, ago: number): TaskMarks | undefined {
  const { noTasks, raw, format, errors, histogram, task } = flags;
  const unwanted = noTasks || raw || format !== undefined || errors || histogram;
  return unwanted || ago > taskMemoryMs ? undefined : { task, deathsOnly: filter !== undefined };
}
