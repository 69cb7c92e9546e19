import { isRecord } from "./json.ts";
import { wordsOfLine, type LogLine } from "./log-line.ts";

/** What lines of one cause have in common. */
export interface LogTemplate {
  /** The first line of the words, with `<*>` for what changes from line to line. */
  readonly text: string;
  /** Where it happened: the first line of the stack trace without its numbers. */
  readonly frame: string | undefined;
}

export function logTemplate(line: LogLine): LogTemplate {
  const words = wordsOfLine(line);
  const stack = stackIn(line.fields, 3) ?? words;
  const said = firstLine(words) || firstLine(stack) || line.message;
  const kind = words === stack ? "" : kindOf(firstLine(stack));
  const text = said.includes(kind) ? said : `${said}: ${kind}`;
  return { text: generalised(text), frame: frameIn(stack) };
}

/** Longer texts are alike or not long before their end. */
const longest = 500;
/** As far as a stack trace is looked at. */
const longestStack = 20_000;

const firstLine = (text: string) => /^\s*(.*)/.exec(text.slice(0, longest))?.[1]?.trimEnd() ?? "";

/** `TypeError` of `TypeError: x is not a function`. */
const kindOf = (text: string) => /^[\w.$]*(?:Error|Exception|Failure|Fault)\b/.exec(text)?.[0] ?? "";

/** Colours and cursor movements that a program has written for a terminal. */
const sequence = new RegExp(String.raw`\u001b\[[0-9;?]*[A-Za-z]|\u009b[0-9;?]*[A-Za-z]`, "g");

/** Most special first: a UUID is also hexadecimal, and its digits are numbers. */
const changing: readonly (readonly [RegExp, string])[] = [
  [sequence, "<*>"],
  [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?/g, "<*>"],
  [/\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b/g, "<*>"],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "<*>"],
  [/"(?:[^"\\]|\\.)*"|(?<![\w])'(?:[^'\\]|\\.)*'(?!\w)|`[^`]*`/g, "<*>"],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\]]+/gi, "<*>"],
  [/(?<![\w<>/.])(?:[A-Za-z]:\\|\.{0,2}\/)[^\s"'<>:,;)\]]+/g, "<*>"],
  [/\b0x[0-9a-f]+\b/gi, "<*>"],
  [/\b(?=[a-z]*\d)[0-9a-f]{8,}\b/gi, "<*>"],
  [/(?:(?<!\w)[+-])?(?<![A-Za-z])\d+(?:[.,:]\d+)*(?:e[+-]?\d+)?(?:%|[kmgt]?i?b|[mun]?s|min|h)?(?![A-Za-z])/gi, "<*>"],
  [/\d+/g, "<*>"],
  [/<\*>(?:[\s,;/.:_-]*<\*>)+/g, "<*>"],
];

const generalised = (text: string) => changing.reduce((kept, [what, by]) => kept.replaceAll(what, by), text);

/** Lines of stack traces of Node and Java, Python, and Go. */
const frames = [/^[ \t]+at (.+)$/m, /^\s*File "([^"]+)", line \d+(?:, in (.+))?$/m, /^\t(\S+\.go):\d+/m];

function frameIn(stack: string): string | undefined {
  for (const frame of frames) {
    const [, place, inside] = frame.exec(stack.slice(0, longestStack)) ?? [];
    if (place !== undefined) return [inside, withoutNumbers(place)].filter((part) => part !== undefined).join(" ");
  }
  return undefined;
}

/** Line numbers change with every build, and folders with every machine. */
const withoutNumbers = (place: string) =>
  place
    .trim()
    .replaceAll(/(?::\d+)+(?=\)?$)/g, "")
    .replace(/(?:file:\/\/)?(?:[A-Za-z]:)?[^\s()]*[\\/](?=[^\\/\s()]+\)?$)/, "");

/** A text of several lines with a stack trace, in the fields or in what they hold. */
function stackIn(fields: Readonly<Record<string, unknown>>, depth: number): string | undefined {
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (typeof value === "string" && value.includes("\n") && frameIn(value) !== undefined) return value;
    const inner = isRecord(value) && depth > 1 ? stackIn(value, depth - 1) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}
