import { isRecord } from "../model/json.ts";
import { isLongNumber } from "../model/long-number.ts";
import type { Style } from "../ports/io.ts";
import { fieldJson } from "./field-json.ts";
import { flow } from "./flow.ts";
import { listText } from "./log-fields.ts";
import { safeLine, safeText } from "./safe-text.ts";
import { pipeWidth } from "./style.ts";

export interface ExpandForm {
  readonly hidden: (key: string, value: unknown) => boolean;
  /** Columns that will stand before each line. */
  readonly indent: number;
}

/** How much of one event is shown: levels, entries of one object or list, lines of a text, and UTF-16 units of a value. */
const deepest = 6;
const mostEntries = 100;
const mostLines = 200;
const longestText = 2_000;
const longestInner = 200;

/** Each field on a line of its own, nested ones below it; long lists, texts and objects are cut, and say how long they are. */
export function expandedFields(
  fields: Readonly<Record<string, unknown>>,
  { hidden, indent }: ExpandForm,
  style: Style,
): readonly string[] {
  const width = style.width < pipeWidth ? style.width - indent : Infinity;
  const shown = Object.entries(fields).filter(([key, value]) => !hidden(key, value));
  return entries(shown, 0, style).flatMap((line) => {
    const inset = /^ */.exec(line)?.[0].length ?? 0;
    const text = flow(line.slice(inset).split(" "), { width: width - inset, indent: 2 });
    return text.split("\n").map((part) => " ".repeat(inset) + part);
  });
}

function entries(of: readonly (readonly [string, unknown])[], depth: number, style: Style): readonly string[] {
  const lines = of
    .slice(0, mostEntries)
    .flatMap(([key, value]) => named(style.dim(`${safeLine(key).slice(0, longestInner)}:`), value, { depth, style }));
  return of.length <= mostEntries ? lines : [...lines, style.dim(`… ${count(of.length)} fields in all`)];
}

interface Place {
  readonly depth: number;
  readonly style: Style;
}

/** What a value is called, and the value: behind it, or below it and indented. */
function named(name: string, value: unknown, { depth, style }: Place): readonly string[] {
  if (depth < deepest && isRecord(value) && Object.keys(value).length > 0)
    return [name, ...entries(Object.entries(value), depth + 1, style).map(inset)];
  if (
    depth < deepest &&
    Array.isArray(value) &&
    value.some((item) => typeof item === "object" && item !== null && !isLongNumber(item))
  )
    return [name, ...items(value, { depth: depth + 1, style }).map(inset)];
  if (typeof value === "string" && value.includes("\n")) return [name, ...textLines(value).map(inset)];
  return [`${name} ${scalar(value, longestText)}`];
}

function items(values: readonly unknown[], place: Place): readonly string[] {
  const { style } = place;
  const lines = values.slice(0, mostEntries).flatMap((value) => {
    if (!isRecord(value) || Object.keys(value).length === 0 || place.depth >= deepest)
      return named(style.dim("-"), value, place);
    const [first = "", ...more] = entries(Object.entries(value), place.depth + 1, style);
    return [`${style.dim("-")} ${first}`, ...more.map(inset)];
  });
  return values.length <= mostEntries ? lines : [...lines, style.dim(`… ${count(values.length)} in all`)];
}

const inset = (line: string) => `  ${line}`;
const count = (amount: number) => amount.toLocaleString("en-US");

function textLines(value: string): readonly string[] {
  const lines = safeText(value.slice(0, mostLines * longestText)).split("\n");
  return [
    ...lines.slice(0, mostLines).map((line) => cut(line, longestText)),
    ...(lines.length > mostLines ? [`… ${count(lines.length)} lines in all`] : []),
  ];
}

function scalar(value: unknown, longest: number): string {
  if (typeof value === "string")
    return unclear.test(value) ? safeLine(JSON.stringify(value)) : cut(safeLine(value), longest);
  if (Array.isArray(value)) return listText(value, (item) => scalar(item, longestInner));
  return cut(safeLine(fieldJson(value)), longest);
}

/** A text that would read as something else, or whose ends are not seen. */
const unclear = /^$|^\s|\s$|^(?:true|false|null|[+-]?[\d.]+(?:e[+-]?\d+)?)$|^["[{]/i;

const cut = (text: string, longest: number) =>
  text.length <= longest ? text : `${text.slice(0, longest)}… ${count(text.length)} characters in all`;
