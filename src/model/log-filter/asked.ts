import { GworldError } from "../error.ts";
import { atLeast, logLevels, parseLevel } from "../log-level.ts";
import { allOf, type LogFilter } from "./filter.ts";
import { parseWhere } from "./parse.ts";
import { regexFault, regexHint, typedRegex } from "./regex.ts";
import { idNames, idSubject, textSubject } from "./subjects.ts";

/** The flags of `logs` that say which lines pass. */
export interface FilterFlags {
  readonly where?: string | undefined;
  readonly grep?: string | undefined;
  readonly exclude: readonly string[];
  readonly level?: string | undefined;
  readonly world?: string | undefined;
  readonly agent?: string | undefined;
  readonly trace?: string | undefined;
  readonly task?: string | undefined;
}

/** One filter of all the flags; undefined when every line passes. Throws `usage` for what cannot be read. */
export function askedFilter(flags: FilterFlags): LogFilter | undefined {
  return allOf([
    ...given(flags.where, parseWhere),
    ...given(flags.level, levelFilter),
    ...idNames.flatMap((name) => given(flags[name], (value) => ({ kind: "equals", subject: idSubject(name), value }))),
    ...given(flags.task, taskFilter),
    ...given(flags.grep, (text) => matching("--grep", text)),
    ...flags.exclude.map((text): LogFilter => ({ kind: "not", of: matching("--exclude", text) })),
  ]);
}

const given = (text: string | undefined, read: (text: string) => LogFilter) => (text === undefined ? [] : [read(text)]);

function levelFilter(text: string): LogFilter {
  const least = parseLevel(text);
  if (least !== null) return { kind: "level", levels: new Set(logLevels.filter((level) => atLeast(level, least))) };
  throw new GworldError("usage", `--level ${text} is not a level.`, { hint: `Levels are ${logLevels.join(", ")}.` });
}

/** The beginning of an ID is what a line shows. */
const taskFilter = (beginning: string): LogFilter => ({
  kind: "matches",
  subject: textSubject("task"),
  pattern: new RegExp(`^${beginning.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}`, "u"),
});

function matching(flag: string, text: string): LogFilter {
  try {
    return { kind: "matches", subject: textSubject("line"), pattern: typedRegex(text) };
  } catch (cause) {
    throw new GworldError("usage", `${flag} ${text} is not a regular expression: ${regexFault(cause)}`, {
      hint: regexHint,
      cause,
    });
  }
}
