import { GworldError } from "./error.ts";
import { parseDuration } from "./duration.ts";
import { shellWord } from "./shell-word.ts";
import { parseMoment, type MomentFrame } from "./moment.ts";

/** A range of time in milliseconds, both ends included. Open where `to` is undefined. */
export interface TimeRange {
  readonly from: number;
  readonly to?: number | undefined;
}

/** What was typed for the start, or what stands for it where nothing was. */
export interface Since {
  readonly typed?: string | undefined;
  readonly otherwise: string;
}

/** Reads `--since` and `--until`. Throws `usage` for what is no moment and for a range that holds nothing. */
export function timeRange(start: Since, until: string | undefined, frame: MomentFrame): TimeRange {
  const since = start.typed ?? start.otherwise;
  const from = moment("--since", since, frame);
  if (from > frame.now)
    throw new GworldError("usage", `--since ${since} lies in the future.`, { hint: "Give a moment that has passed." });
  if (until === undefined) return { from };
  const to = end(until, from, frame);
  if (to < from) throw backwards(start, until);
  return { from, to };
}

function backwards({ typed, otherwise }: Since, until: string): GworldError {
  const isDefault = typed === undefined;
  const said = isDefault ? `--since ${otherwise} (the default)` : `--since ${typed}`;
  return new GworldError("usage", `--until ${until} lies before ${said}.`, {
    hint: isDefault
      ? `Say from when on, too: --since ${earlier(until)} --until ${shellWord(until)}`
      : "Durations count back from now: --since 2h --until 1h is the hour before the last.",
  });
}

/** Twice as long ago, or a week where that cannot be said. */
function earlier(until: string): string {
  const [, amount, unit] = /^(\d+)([smhdw])$/.exec(until) ?? [];
  return amount === undefined || unit === undefined ? "7d" : `${2 * Number(amount)}${unit}`;
}

/** A time of day is the first one after the start: `--since 22:00 --until 2:00` is one night. */
function end(until: string, from: number, frame: MomentFrame): number {
  if (until.startsWith("+")) return from + length(until);
  const isTimeOfDay = /^\s*\d{1,2}:/.test(until);
  return moment("--until", until, isTimeOfDay ? { ...frame, now: from + dayMs } : frame);
}

const dayMs = 86_400_000;

/** `+30m`: so long from `--since` on. */
function length(until: string): number {
  const milliseconds = parseDuration(until.slice(1));
  if (milliseconds !== undefined) return milliseconds;
  throw new GworldError("usage", `--until ${until} is not a time.`, {
    hint: "A plus sign goes before a duration, counted from --since on: --until +30m.",
  });
}

function moment(flag: string, text: string, frame: MomentFrame): number {
  const at = parseMoment(text, frame);
  if (at !== undefined) return at;
  throw new GworldError("usage", `${flag} ${text} is not a time.`, {
    hint: `Give a duration (10m, 2h, 1d), a time (14:00, "today 14:00", "yesterday 9:30"), a date (2026-11-22T14:00Z) or an event's ID.`,
  });
}
