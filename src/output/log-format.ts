import { durationText } from "../model/duration.ts";
import { isRecord } from "../model/json.ts";
import { valueAt } from "../model/log-filter/check.ts";
import type { FormatPart, PartName } from "../model/log-format.ts";
import { wordsOfLine, type LogLine } from "../model/log-line.ts";
import { isLongNumber } from "../model/long-number.ts";
import type { Render, Style } from "../ports/io.ts";
import { fieldJson } from "./field-json.ts";
import { levelPaint } from "./level-paint.ts";
import type { Marking } from "./marking.ts";
import { safeLine } from "./safe-text.ts";
import { pipeWidth } from "./style.ts";

/** A value on one line; what a line does not have is a dash, so that columns stay. */
export function formattedText(
  parts: readonly FormatPart[],
  clock: (at: number) => string,
  mark: Marking,
): Render<LogLine> {
  return (line, style) => {
    const shown = (text: string) => {
      const one = safeLine(style.width < pipeWidth ? text.slice(0, longest) : text);
      return one === "" ? "-" : one;
    };
    return parts
      .map((part) => {
        if (part.kind === "text") return part.text;
        if (part.kind === "field") return mark(shown(fieldText(line, part.paths)), style);
        const text = shown(texts[part.name](line, clock));
        return mark(paint(part.name, line, style)(text), style);
      })
      .join("");
  };
}

/** Longer values are cut on a terminal, in UTF-16 units. */
const longest = 16_384;

type Paths = Extract<FormatPart, { readonly kind: "field" }>["paths"];

function fieldText({ fields }: LogLine, paths: Paths): string {
  const values = paths.map((path) => valueAt(fields, path)).filter((value) => value !== undefined);
  // Of {"world":{"id":"w-9"}} both the object and what is in it are found.
  const value = values.find((one) => !isRecord(one) || isLongNumber(one)) ?? values[0];
  return typeof value === "string" ? value : value === undefined ? "" : fieldJson(value);
}

const texts: Readonly<Record<PartName, (line: LogLine, clock: (at: number) => string) => string>> = {
  time: ({ timestamp }, clock) => clock(timestamp),
  timestamp: ({ timestamp }) => String(timestamp),
  ingestionTime: ({ ingestionTime }) => String(ingestionTime),
  service: ({ service }) => service,
  task: ({ task }) => task,
  stream: ({ stream }) => stream,
  level: ({ level }) => level ?? "",
  message: (line) => wordsOfLine(line).trimEnd(),
  line: ({ message }) => message.trimEnd(),
  eventId: ({ eventId }) => eventId,
  late: ({ late }) => (late === undefined ? "" : `+${durationText(late)}`),
  fields: ({ fields }) => fieldJson(fields),
};

function paint(name: PartName, { task, level }: LogLine, style: Style): (text: string) => string {
  if (name === "time" || name === "timestamp" || name === "ingestionTime") return style.dim;
  if (name === "service" || name === "task") return (text) => style.hue(task, text);
  if (name === "level") return levelPaint(level, style);
  return name === "late" ? style.warn : (text) => text;
}
