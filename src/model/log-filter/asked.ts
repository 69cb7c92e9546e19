import { GworldError } from "../error.ts";
import { atLeast, logLevels, parseLevel } from "../log-level.ts";
import type { LogFilter, Subject } from "./filter.ts";
import { parseWhere } from "./parse.ts";
import { isEndless } from "./linear-regex.ts";
import { endlessHint, regexFault, regexHint, typedRegex } from "./regex.ts";
import { type IdName, idNames, idSubject, textSubject } from "./subjects.ts";

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

/** One flag as it was typed, and what it lets pass. */
export interface FilterPart {
  readonly flag: string;
  readonly value: string;
  readonly filter: LogFilter;
}

/** What each of the flags lets pass; a line must pass all. Throws `usage` for what cannot be read. */
export function filterParts(flags: FilterFlags): readonly FilterPart[] {
  return [
    ...given("where", flags.where, parseWhere),
    ...given("level", flags.level, levelFilter),
    ...idNames.flatMap((name) =>
      given(name, flags[name], (value) => (name === "trace" ? traceFilter(value) : equalTo(name, value))),
    ),
    ...given("task", flags.task, taskFilter),
    ...given("grep", flags.grep, (text) => matching("--grep", text)),
    ...flags.exclude.flatMap((one) =>
      given("exclude", one, (text) => ({ kind: "not", of: matching("--exclude", text) })),
    ),
  ];
}

function given(flag: string, text: string | undefined, read: (text: string) => LogFilter): readonly FilterPart[] {
  if (text === undefined) return [];
  if (text.trim() === "" && flag !== "where") throw emptyValue(flag);
  return [{ flag, value: text, filter: read(text) }];
}

const emptyValue = (flag: string) =>
  new GworldError("usage", `--${flag} is given an empty value.`, {
    hint: `Give it one, or leave --${flag} out. A variable may not be set where it was typed: --${flag} "$NAME".`,
  });

function levelFilter(text: string): LogFilter {
  const least = parseLevel(text);
  if (least !== null) return { kind: "level", levels: new Set(logLevels.filter((level) => atLeast(level, least))) };
  throw new GworldError("usage", `--level ${text} is not a level.`, { hint: `Levels are ${logLevels.join(", ")}.` });
}

const equalTo = (name: IdName, value: string): LogFilter => ({ kind: "equals", subject: idSubject(name), value });

/** CloudWatch Logs can be asked for a whole ID. */
const wholeTrace = /^[0-9a-f]{32}$|^1-[0-9a-f]{8}-[0-9a-f]{24}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const traceFilter = (typed: string): LogFilter =>
  wholeTrace.test(typed) ? equalTo("trace", typed) : beginningWith(idSubject("trace"), typed.replace(/…$/, ""));

const taskFilter = (typed: string): LogFilter => beginningWith(textSubject("task"), typed);

/** The beginning of an ID is what a line shows. */
const beginningWith = (subject: Subject, beginning: string): LogFilter => ({
  kind: "matches",
  subject,
  pattern: new RegExp(`^${beginning.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}`, "u"),
});

function matching(flag: string, text: string): LogFilter {
  const pattern = expression(flag, text);
  if (!isEndless(pattern)) return { kind: "matches", subject: textSubject("line"), pattern };
  throw new GworldError("usage", `${flag} ${text} may take for ever on one line: it repeats what repeats itself.`, {
    hint: `${endlessHint}.`,
  });
}

function expression(flag: string, text: string): RegExp {
  try {
    return typedRegex(text);
  } catch (cause) {
    throw new GworldError("usage", `${flag} ${text} is not a regular expression: ${regexFault(cause)}`, {
      hint: regexHint,
      cause,
    });
  }
}
