import { GworldError } from "./error.ts";
import { filterParts, type FilterFlags, type FilterPart } from "./log-filter/asked.ts";
import { allOf, type LogFilter } from "./log-filter/filter.ts";
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
  /** The filter by the flags it is made of. */
  readonly parts: readonly FilterPart[];
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
  const { since, until, tail, live, untilStable, utc, errors } = flags;
  checkView(flags);
  const follow = goesOn(flags);
  const parts = partsOf(flags);
  const filter = allOf(parts.map((part) => part.filter));
  const range = timeRange({ typed: since, otherwise: errors ? defaultSinceOfErrors : defaultSince }, until, {
    now,
    utc,
  });
  return {
    range,
    filter,
    parts,
    pattern: filter && pushedPattern(filter),
    follow,
    live,
    untilStable,
    tasks: marksFor(flags, filter, now - (range.to ?? now)),
    last: tail,
    context: contextSpan(flags, filter !== undefined),
    search: tail !== undefined && since === undefined && until === undefined,
  };
}

function goesOn({ follow, live, untilStable, until }: LogFlags): boolean {
  const going = [follow && "--follow", live && "--live", untilStable && "--until-stable"].find(Boolean);
  if (going !== undefined && until !== undefined)
    throw new GworldError("usage", `${going} goes on, and --until ends.`, { hint: "Leave one of them out." });
  return going !== undefined;
}

/** Errors are meant where no level is said. */
function partsOf(flags: LogFlags): readonly FilterPart[] {
  const anyLevel = flags.level !== undefined || flags.where !== undefined;
  return filterParts(flags.errors && !anyLevel ? { ...flags, level: "error" } : flags);
}

/** ECS keeps ended tasks so long. */
const taskMemoryMs = 3_600_000;

function marksFor(flags: LogFlags, filter: LogFilter | undefined, ago: number): TaskMarks | undefined {
  const { noTasks, raw, format, errors, histogram, task } = flags;
  const unwanted = noTasks || raw || format !== undefined || errors || histogram;
  return unwanted || ago > taskMemoryMs ? undefined : { task, deathsOnly: filter !== undefined };
}
