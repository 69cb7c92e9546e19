import { durationText } from "../model/duration.ts";
import type { LogSilence } from "../model/log-silence.ts";
import { shellWord } from "../model/shell-word.ts";
import { momentText } from "./clock-text.ts";
import { count } from "./log-notices.ts";
import { sieveText, type TypedPart } from "./log-sieve.ts";

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
    case "filtered": {
      const { message, next } = sieveText(silence, since);
      return { message, next: command(...typedRange(asked), ...next.flatMap(typed)) };
    }
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

const typed = ({ flag, value }: TypedPart) => [`--${flag}`, shellWord(value)];

const typedRange = ({ since, until }: SilentRequest) => [
  ...(since === undefined ? [] : ["--since", shellWord(since)]),
  ...(until === undefined ? [] : ["--until", shellWord(until)]),
];

const minuteOf = (at: number) => `${new Date(at).toISOString().slice(0, 16)}Z`;
