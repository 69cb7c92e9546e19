import { durationText } from "../model/duration.ts";
import type { LogLevel } from "../model/log-level.ts";
import { levelKeys, wordsOfLine, type LogLine } from "../model/log-line.ts";
import type { Render, Style } from "../ports/io.ts";
import { clockTexts } from "./clock-text.ts";
import { flow } from "./flow.ts";
import { fieldTexts } from "./log-fields.ts";
import { safeLine, safeText } from "./safe-text.ts";
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
  const clock = clockTexts({ utc: form.utc, dated: now - from > dayMs });
  if (form.raw) return ({ message }) => safeText(message).replace(/\n$/, "");
  return (line, style) => {
    const start = form.noPrefix ? "" : `${prefixText(line, style, clock)} `;
    const [words = "", ...more] = wordsOf(line, style);
    const terminal = style.width < pipeWidth;
    const { inline, blocks } = fieldTexts(line.fields, { hidden: isShownElsewhere(line), brief: terminal }, style);
    const first = terminal
      ? flow([...`${start}${words}`.split(" "), ...inline], { width: style.width, indent })
      : `${start}${words}${words !== "" && inline.length > 0 ? " " : ""}${inline.join(" ")}`;
    if (more.length === 0 && blocks.length === 0) return first;
    return [first, ...[...more, ...blocks.flatMap((block) => block.split("\n"))].map(indented)].join("\n");
  };
}

const indent = 4;
const indented = (line: string) => " ".repeat(indent) + line;

function prefixText(line: LogLine, style: Style, clock: (at: number) => string): string {
  const { timestamp, service, task, level, late } = line;
  const name = safeLine(`${shortService(service)}/${shortTask(task)}`);
  const mark = late === undefined ? "" : ` ${style.warn(`+${durationText(late)}`)}`;
  return `${style.dim(clock(timestamp))} ${style.hue(task, name)} ${levelText(level, style)}${mark}`;
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
function wordsOf(line: LogLine, style: Style): readonly string[] {
  const { level } = line;
  const lines = cut(wordsOfLine(line), style);
  return level === "error" || level === "fatal" ? lines.map((line) => bold(line, style)) : lines;
}

/** Word by word, because a line may be broken between any two. */
const bold = (line: string, style: Style) =>
  line
    .split(" ")
    .map((word) => (word === "" ? "" : style.bold(word)))
    .join(" ");

/** Longest text shown whole, in UTF-16 units: an event may hold a megabyte and more, and a terminal is no place for it. */
const longest = 16_384;

function cut(text: string, style: Style): readonly string[] {
  if (text.length <= longest) return safeText(text).replace(/\n$/, "").split("\n");
  const shown = safeText(text.slice(0, longest)).split("\n");
  const megabytes = (text.length / 1_000_000).toFixed(1);
  return [
    ...shown.slice(0, -1),
    `${shown.at(-1) ?? ""} ${style.warn(`… cut, ${megabytes} MB in all; --raw shows it`)}`,
  ];
}

/** Words, level, time and service are shown already; the environment is the one that was asked for. */
const isShownElsewhere =
  ({ service }: LogLine) =>
  (key: string, value: unknown) =>
    silentKeys.has(key) || (value === service && (key === "svc" || key === "service"));

const silentKeys: ReadonlySet<string> = new Set([
  "msg",
  "message",
  ...levelKeys,
  "time",
  "timestamp",
  "ts",
  "@timestamp",
  "env",
]);
