import { durationText } from "../model/duration.ts";
import type { LogSilence, SievePart } from "../model/log-silence.ts";
import { shellWord } from "../model/shell-word.ts";
import { momentText } from "./clock-text.ts";
import { count } from "./log-notices.ts";

export interface SilentRequest {
  readonly environment: string;
  /** As typed. */
  readonly services: readonly string[];
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly from: number;
  readonly to: number;
  readonly utc: boolean;
}

/** An empty answer as `--json` tells it on stderr. */
export interface EmptyAnswer {
  readonly kind: "empty";
  readonly at: number;
  readonly reason: LogSilence["kind"] | "noRows";
  /** Services that have no log group. */
  readonly missing: readonly string[];
  readonly text: string;
  /** What to type next. */
  readonly next: string;
}

/** Says why there was nothing to show, and what to type next. */
export function emptyAnswer(silence: LogSilence, asked: SilentRequest): EmptyAnswer {
  const { missing, kind } = silence;
  const { message, next } = told(silence, asked);
  const absent = missing.length === 0 ? "" : ` No log group yet for ${missing.join(", ")}.`;
  return { kind: "empty", at: asked.to, reason: kind, missing, text: `${message}${absent}`, next };
}

export const emptyText = ({ text, next }: EmptyAnswer): string => `${text} Next: ${next}`;

interface Told {
  readonly message: string;
  readonly next: string;
}

function told(silence: LogSilence, asked: SilentRequest): Told {
  const { environment, from, to, utc } = asked;
  const moment = (at: number) => momentText(at, utc);
  const since = asked.until === undefined ? `since ${moment(from)}` : `from ${moment(from)} to ${moment(to)}`;
  const status = `gworld status -e ${environment}`;
  const command = (...more: readonly string[]) =>
    ["gworld logs", ...asked.services.map(shellWord), "-e", environment, ...more].join(" ");
  const fromMinute = (at: number) => command("--since", minuteOf(at));
  switch (silence.kind) {
    case "filtered":
      return filteredText(silence, since, (parts) => command(...typedRange(asked), ...parts.flatMap(typed)));
    case "tooEarly":
      return {
        message: `No lines ${since}: the log groups were made at ${moment(silence.createdAt)}, after that.`,
        next: fromMinute(silence.createdAt),
      };
    case "expired":
      return {
        message: `No lines ${since}: logs are kept for ${count(silence.retentionDays, "day")} here, and that is longer ago.`,
        next: fromMinute(silence.keptFrom + 60_000),
      };
    case "noStreams":
      return { message: `No lines ${since}: no task has ever logged here.`, next: status };
    case "earlier":
      return {
        message: `No lines ${since}${deployText(silence, moment)}. The last line known is of ${moment(silence.lastAt)}, ${durationText(to - silence.lastAt)} before the end.`,
        next: fromMinute(silence.lastAt),
      };
    case "later":
      return {
        message: `No lines ${since}. There are later ones, up to ${moment(silence.lastAt)}.`,
        next: command("--since", minuteOf(to)),
      };
    default:
      return {
        message: `No lines ${since}.`,
        next: `${command("--since", "1d")} looks further back; ${status} shows what runs.`,
      };
  }
}

function deployText(
  { deploy }: Extract<LogSilence, { readonly kind: "earlier" | "later" }>,
  moment: (at: number) => string,
): string {
  return deploy === undefined
    ? ""
    : `, and none since the last deploy (revision ${deploy.revision}) began at ${moment(deploy.at)}`;
}

type Filtered = Extract<LogSilence, { readonly kind: "filtered" }>;

/** Which flag to leave out: the one that alone keeps most lines from being shown; all of them where no single one does. */
function filteredText(
  { read, more, parts }: Filtered,
  since: string,
  command: (parts: readonly SievePart[]) => string,
): Told {
  const none =
    read === 1 && !more
      ? `The one line ${since} does not pass the filter`
      : `None of the ${more ? "lines" : count(read, "line")} ${since} passes the filter`;
  const share = more ? `; of the first ${count(read, "line")}` : "";
  const each = parts.map(({ flag, passed, value }) => `--${flag} ${shown(value)} ${passes(passed)}`).join(", ");
  const mistyped = parts.find(({ meant }) => meant !== undefined);
  if (mistyped?.meant !== undefined) {
    const right = { ...mistyped, value: mistyped.meant };
    return {
      message: `${none}${share}: ${each}. Did you mean ${mistyped.meant}?`,
      next: command(parts.map((one) => (one === mistyped ? right : one))),
    };
  }
  const worst = parts.reduce((most, one) => (one.without > most.without ? one : most));
  const left = worst.without > 0 ? parts.filter((one) => one !== worst) : [];
  const effect =
    worst.without > 0 && parts.length > 1 ? ` Without --${worst.flag} ${count(worst.without, "line")}.` : "";
  return { message: `${none}${share}: ${each}.${effect}`, next: command(left) };
}

const passes = (lines: number) => (lines === 0 ? "lets none pass" : `lets ${lines.toLocaleString("en-US")} pass`);

const shown = (value: string) => (value.length > 60 ? `${value.slice(0, 60)}…` : value);

const typed = ({ flag, value }: SievePart) => [`--${flag}`, shellWord(value)];

const typedRange = ({ since, until }: SilentRequest) => [
  ...(since === undefined ? [] : ["--since", shellWord(since)]),
  ...(until === undefined ? [] : ["--until", shellWord(until)]),
];

const minuteOf = (at: number) => `${new Date(at).toISOString().slice(0, 16)}Z`;
