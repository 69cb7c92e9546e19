import { GworldError } from "./error.ts";
import { atLeast, logLevels, parseLevel, type LogLevel } from "./log-level.ts";
import type { LogLine } from "./log-line.ts";

/** What decides whether a line is shown. Every line passes here, whatever AWS has filtered before. */
export interface LogFilter {
  readonly level?: LogLevel | undefined;
  readonly grep?: RegExp | undefined;
}

/** Reads `--grep` and `--level`; throws `usage` for what is no regular expression or no level. */
export function logFilter(grep: string | undefined, level: string | undefined): LogFilter {
  return {
    level: level === undefined ? undefined : readLevel(level),
    grep: grep === undefined ? undefined : readPattern(grep),
  };
}

/** The filter as a question; undefined when every line passes. */
export function lineFilter({ level, grep }: LogFilter): ((line: LogLine) => boolean) | undefined {
  if (level === undefined && grep === undefined) return undefined;
  return (line) =>
    (level === undefined || atLeast(line.level, level)) && (grep === undefined || grep.test(line.message));
}

function readLevel(text: string): LogLevel {
  const level = parseLevel(text);
  if (level !== null) return level;
  throw new GworldError("usage", `--level ${text} is not a level.`, { hint: `Levels are ${logLevels.join(", ")}.` });
}

function readPattern(text: string): RegExp {
  const ignoreCase = text.startsWith("(?i)");
  try {
    return new RegExp(ignoreCase ? text.slice(4) : text, ignoreCase ? "iu" : "u");
  } catch (cause) {
    throw new GworldError("usage", `--grep ${text} is not a regular expression: ${wordsOf(cause)}`, {
      hint: String.raw`Escape characters that have a meaning, such as \( or \[. A leading (?i) ignores case.`,
      cause,
    });
  }
}

/** V8 repeats the whole pattern before what is wrong with it. */
const wordsOf = (cause: unknown) => (cause instanceof Error ? (cause.message.split(": ").at(-1) ?? "") : "");
