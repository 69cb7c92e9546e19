import { levelWords, logLevels, type LogLevel } from "../log-level.ts";
import { anyCase, type Literal } from "./literals.ts";

/**
 * What lines of these levels hold, one or another: their words in any case, a number as pino and bunyan write it, and what
 * a plain line says of a failure. Undefined with info, as which lines count that say nothing.
 */
export function levelLiterals(levels: ReadonlySet<LogLevel>): readonly Literal[] | undefined {
  if (levels.has("info")) return undefined;
  const words = Object.entries(levelWords).flatMap(([word, level]) => (levels.has(level) ? [word] : []));
  const shortest = words.filter((word) => !words.some((other) => other !== word && word.includes(other)));
  return [
    ...shortest.map((word) => ({ text: word, pattern: anyCase(word) })),
    ...(levels.has("error") ? failures.map((text) => ({ text, pattern: text })) : []),
    ...keyEnds.flatMap((text) =>
      numberForms(levels).map((number) => ({ text, pattern: `${text}[^A-Za-z0-9]+${number}` })),
    ),
  ];
}

/** What log-level.ts takes for an error without the word. */
const failures = ["Exception", "Traceback", "panic"] as const;

/** How the keys of log-line.ts end: long enough to tell them from others. */
const keyEnds = ["evel", "verity", "lvl", "elname"] as const;

/** Two digits tell the level, three are fatal, and other ways to write a number are rare. */
function numberForms(levels: ReadonlySet<LogLevel>): readonly string[] {
  const lowest = logLevels.findIndex((level) => levels.has(level));
  if (lowest < logLevels.indexOf("info")) return ["[0-9]"];
  return [`[0-9]*[${lowest + 1}-9.eE]`, "[0-9][0-9][0-9]"];
}
