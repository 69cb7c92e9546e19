import { durationText } from "../model/duration.ts";
import type { LogLevel } from "../model/log-level.ts";
import { levelKeys, type LogLine } from "../model/log-line.ts";
import type { Render, Style } from "../ports/io.ts";
import { clockText, type ClockForm } from "./clock-text.ts";
import { flow } from "./flow.ts";
import { fieldTexts } from "./log-fields.ts";
import { safeText } from "./safe-text.ts";
import { pipeWidth } from "./style.ts";

export interface LogTextForm {
  /** Times in UTC instead of local time. */
  readonly utc: boolean;
  /** Leaves out time, service, task and level before the message. */
  readonly noPrefix: boolean;
  /** The message alone, as it was logged. */
  readonly raw: boolean;
}

const dayMs = 86_400_000;

/** One log line for a person, with its date when reading goes back more than a day: on a terminal broken between fields, in a pipe one line an event but for texts of several lines. */
export function logLineText(form: LogTextForm, { from, now }: { from: number; now: number }): Render<LogLine> {
  const clock = { utc: form.utc, dated: now - from > dayMs };
  if (form.raw) return ({ message }) => safeText(message).replace(/\n$/, "");
  return (line, style) => {
    const terminal = style.width < pipeWidth;
    const [words, ...more] = wordsOf(line, style);
    const { inline, blocks } = fieldTexts(restOf(line), style, terminal);
    const start = form.noPrefix ? [] : prefixParts(line, style, clock);
    const width = terminal ? style.width : Infinity;
    const first = flow([...start, ...(words ? [words] : []), ...inline], { width, indent });
    return [first, ...[...more, ...blocks.flatMap((block) => block.split("\n"))].map(indented)].join("\n");
  };
}

const indent = 4;
const indented = (line: string) => " ".repeat(indent) + line;

function prefixParts({ timestamp, service, task, level, late }: LogLine, style: Style, form: ClockForm): string[] {
  const name = safeText(`${shortService(service)}/${shortTask(task)}`);
  return [
    style.dim(clockText(timestamp, form)),
    style.hue(task, name),
    levelText(level, style),
    ...(late === undefined ? [] : [style.warn(`+${durationText(late)}`)]),
  ];
}

/** `agent-runtime` -> `agent`. */
const shortService = (service: string) => (service.split("-")[0] ?? service).slice(0, 12);

/** Enough of a task ID to tell tasks apart and to search for. */
const shortTask = (task: string) => task.slice(0, 6);

function levelText(level: LogLevel | null, style: Style): string {
  const text = (level ?? "-").toUpperCase().padEnd(5);
  if (level === "error" || level === "fatal") return style.bad(text);
  if (level === "warn") return style.warn(text);
  return level === "info" ? style.good(text) : style.dim(text);
}

/** The words of a line, by lines: a logger's message, or the whole text where it is no JSON object. */
function wordsOf({ message, fields, level }: LogLine, style: Style): readonly string[] {
  const structured = Object.keys(fields).length > 0;
  const words = messageKeys.map((key) => fields[key]).find((value) => typeof value === "string");
  const text = structured ? (typeof words === "string" ? words : "") : message;
  const grave = level === "error" || level === "fatal";
  return cut(text, style).map((line) => (grave ? style.bold(line) : line));
}

/** Longest text shown whole, in UTF-16 units: an event may hold a megabyte and more, and a terminal is no place for it. */
const longest = 16_384;

function cut(text: string, style: Style): string[] {
  const shown = safeText(text.slice(0, longest)).replace(/\n$/, "").split("\n");
  if (text.length <= longest) return shown;
  const megabytes = (text.length / 1_000_000).toFixed(1);
  return [
    ...shown.slice(0, -1),
    `${shown.at(-1) ?? ""} ${style.warn(`… cut, ${megabytes} MB in all; --raw shows it`)}`,
  ];
}

const restOf = ({ fields, service }: LogLine) =>
  Object.entries(fields).filter(([key, value]) => !silentKeys.has(key) && !(value === service && serviceKeys.has(key)));

/** Under which keys loggers put the words of a line. */
const messageKeys = ["msg", "message"] as const;
const serviceKeys: ReadonlySet<string> = new Set(["svc", "service"]);
/** What is shown elsewhere: words, level and time; the environment is the one that was asked for. */
const silentKeys: ReadonlySet<string> = new Set([
  ...messageKeys,
  ...levelKeys,
  "time",
  "timestamp",
  "ts",
  "@timestamp",
  "env",
]);
