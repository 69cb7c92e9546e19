import { durationText } from "../model/duration.ts";
import { wordsOf as wordsOfError } from "../model/error.ts";
import { valueAt } from "../model/log-filter/check.ts";
import type { ChosenField, LineForm } from "../model/log-form.ts";
import { parseLevel } from "../model/log-level.ts";
import { levelKeys, wordsKey, wordsOfLine, type LogLine } from "../model/log-line.ts";
import { isLongNumber } from "../model/long-number.ts";
import type { Render, Style } from "../ports/io.ts";
import { clockTexts } from "./clock-text.ts";
import { flow } from "./flow.ts";
import { levelPaint } from "./level-paint.ts";
import { expandedFields } from "./log-expand.ts";
import { fieldTexts, type FieldTexts } from "./log-fields.ts";
import { formattedText } from "./log-format.ts";
import { taskMarkText } from "./log-task.ts";
import { marking } from "./marking.ts";
import { safeLine, safeText } from "./safe-text.ts";
import { pipeWidth, plainStyle } from "./style.ts";

const dayMs = 86_400_000;

/** One log line for a person, with its date when reading goes back more than a day: on a terminal broken between fields, in a pipe one line an event but for texts of several lines. */
export function logLineText(form: LineForm, { from, now }: { from: number; now: number }): Render<LogLine> {
  const clock = clockTexts({ utc: form.utc, dated: now - from > dayMs });
  const mark = marking(form.marked);
  if (form.raw) return ({ message }, style) => mark(safeText(message).replace(/\n$/, ""), style);
  if (form.format !== undefined) return everyLine(formattedText(form.format, clock, mark));
  const render: Render<LogLine> = (line, style) => {
    if (line.kind === "task")
      return taskMarkText(
        line,
        `${form.noPrefix ? "" : `${style.dim(clock(line.timestamp))} `}${nameText(line, style)}`,
        style,
      );
    const start = form.noPrefix ? "" : `${prefixText(line, style, clock)} `;
    const [words = "", ...more] = wordsOf(line, style).map((text) => mark(text, style));
    const { inline, blocks } = fieldsOf(line, form, style);
    const first = isTerminal(style)
      ? flow([...`${start}${words}`.split(" "), ...inline.map((text) => mark(text, style))], { ...style, indent })
      : `${start}${words}${words !== "" && inline.length > 0 ? " " : ""}${inline.join(" ")}`;
    return [first, ...[...more, ...blocks.map((text) => mark(text, style))].map(indented)].join("\n");
  };
  return everyLine(toldApart(form.context, render));
}

/** A line that cannot be shown is told as one, and ends no reading. */
const everyLine =
  (render: Render<LogLine>): Render<LogLine> =>
  (line, style) => {
    try {
      return render(line, style);
    } catch (error) {
      const start = safeLine(line.message.slice(0, longestUnshown));
      return `${start}${style.warn(`… cannot be shown (${safeLine(wordsOfError(error))}); --raw shows it`)}`;
    }
  };

const longestUnshown = 200;

const isTerminal = ({ width }: Style) => width < pipeWidth;

/** Texts of several lines are blocks, by lines. */
function fieldsOf(line: LogLine, { expand, fields: chosen }: LineForm, style: Style): FieldTexts {
  const hidden = chosen === undefined ? isShownElsewhere(line) : () => false;
  const fields = chosen === undefined ? line.fields : chosenOf(line, chosen);
  if (expand) return { inline: [], blocks: expandedFields(fields, { hidden, indent }, style) };
  const brief = isTerminal(style) && chosen === undefined;
  const { inline, blocks } = fieldTexts(fields, { hidden, brief }, style);
  return { inline, blocks: blocks.flatMap((block) => block.split("\n")) };
}

const chosenOf = ({ fields }: LogLine, chosen: readonly ChosenField[]) =>
  Object.fromEntries(
    chosen.flatMap(({ name, path }) => {
      const value = valueAt(fields, path);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

/** Neighbours of matches are dim, or not marked where there is no colour; `--` stands where lines of a stream were left out. */
function toldApart(context: boolean, render: Render<LogLine>): Render<LogLine> {
  if (!context) return render;
  return (line, style) => {
    const near = line.match === false;
    const coloured = style.dim(" ") !== " ";
    const width = isTerminal(style) && !coloured ? style.width - 2 : style.width;
    const text = render(line, near ? plainStyle(width) : { ...style, width });
    const shown = near ? text.split("\n").map(style.dim).join("\n") : text;
    return `${line.gap ? `${style.dim("--")}\n` : ""}${coloured ? "" : near ? "  " : "> "}${shown}`;
  };
}

const indent = 4;
const indented = (line: string) => " ".repeat(indent) + line;

function prefixText(line: LogLine, style: Style, clock: (at: number) => string): string {
  const { timestamp, level, late } = line;
  const mark = late === undefined ? "" : ` ${style.warn(`+${durationText(late)}`)}`;
  return `${style.dim(clock(timestamp))} ${nameText(line, style)} ${levelPaint(level, style)((level ?? "-").toUpperCase().padEnd(5))}${mark}`;
}

const nameText = ({ service, task }: LogLine, style: Style) =>
  style.hue(task, `${shortService(safeLine(service))}/${shortTask(safeLine(task))}`);

/** `agent-runtime` -> `agent`. */
const shortService = (service: string) => (service.split("-")[0] ?? service).slice(0, 12);

/** Enough of a task ID to tell tasks apart and to search for. */
const shortTask = (task: string) => task.slice(0, 6);

/** The words of a line, by lines: a logger's message, or the whole text where it is no JSON object. */
function wordsOf(line: LogLine, style: Style): readonly string[] {
  const { level } = line;
  const lines = cut(wordsOfLine(line), line.match === false ? longestNear : longest, style);
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
/** Of a line that is shown for being near another. */
const longestNear = 1_000;

function cut(text: string, longest: number, style: Style): readonly string[] {
  if (text.length <= longest) return safeText(text).replace(/\n$/, "").split("\n");
  const shown = safeText(text.slice(0, longest)).split("\n");
  const size =
    text.length < 100_000 ? `${Math.round(text.length / 1_000)} kB` : `${(text.length / 1_000_000).toFixed(1)} MB`;
  return [...shown.slice(0, -1), `${shown.at(-1) ?? ""} ${style.warn(`… cut, ${size} in all; --raw shows it`)}`];
}

/** Words, level, time and service are shown already, where they could be read; the environment is the one that was asked for. */
const isShownElsewhere = ({ service, level, fields }: LogLine) => {
  const words = wordsKey(fields);
  return (key: string, value: unknown) =>
    key === words ||
    (isLevelKey(key) && level !== null && parseLevel(value) === level) ||
    (silentKeys.has(key) && (typeof value === "string" || typeof value === "number" || isLongNumber(value))) ||
    (value === service && (key === "svc" || key === "service"));
};

const isLevelKey = (key: string) => levelKeys.some((one) => one === key);

const silentKeys: ReadonlySet<string> = new Set(["time", "timestamp", "ts", "@timestamp", "env"]);
