import { durationText } from "../model/duration.ts";
import { logLevels, type LogLevel } from "../model/log-level.ts";
import type { VolumeReport } from "../operations/log-reports.ts";
import type { Render, Style } from "../ports/io.ts";
import { momentText } from "./clock-text.ts";
import { flow } from "./flow.ts";
import { levelPaint } from "./level-paint.ts";
import { pad } from "./width.ts";

type Name = LogLevel | "none";
type Bucket = VolumeReport["buckets"][number];

/** Gravest first, so that it stands at the foot of a bar where one looks for it. */
const names: readonly Name[] = [...logLevels.toReversed(), "none"];
/** Without colour a bar is made of letters. */
const letters: Readonly<Record<Name, string>> = {
  fatal: "F",
  error: "E",
  warn: "W",
  info: "i",
  debug: "d",
  trace: "t",
  none: ".",
};

const widestBar = 100;
const dayMs = 86_400_000;

/** One row a step: when, how many, and a bar of its levels. */
export function volumeText({ utc }: { readonly utc: boolean }): Render<VolumeReport> {
  return ({ stepMs, buckets }, style) => {
    const totals = buckets.map(({ levels }) => names.reduce((sum, name) => sum + levels[name], 0));
    const all = totals.reduce((sum, total) => sum + total, 0);
    const most = Math.max(1, ...totals);
    const when = timesOf(buckets, stepMs, utc);
    const counts = totals.map((total) => total.toLocaleString("en-US"));
    const wide = Math.max(...when.map(({ length }) => length));
    const columns = Math.max(...counts.map(({ length }) => length));
    const room = Math.max(8, Math.min(widestBar, style.width - wide - columns - 4));
    const rows = buckets.map(({ levels }, index) =>
      `${style.dim(pad(when[index] ?? "", wide))}  ${pad(counts[index] ?? "", columns, "right")}  ${bar(levels, { room, most }, style)}`.trimEnd(),
    );
    return [...rows, "", ...legend(buckets, { stepMs, all }, style)].join("\n");
  };
}

/** `14:03` or `14:03:07.2`, with the day where there are several; of days that begin at midnight the day alone. */
function timesOf(buckets: readonly Bucket[], stepMs: number, utc: boolean): readonly string[] {
  const texts = buckets.map(({ at }) => momentText(at, utc));
  const dated = stepMs >= dayMs || new Set(texts.map((text) => text.slice(0, 10))).size > 1;
  const whole = stepMs >= dayMs && texts.every((text) => text.slice(11, 19) === "00:00:00");
  return buckets.map(({ at }, index) => {
    const text = texts[index] ?? "";
    const tenth = stepMs < 1_000 ? `.${Math.floor((at % 1_000) / 100)}` : "";
    const time = `${text.slice(11, stepMs < 60_000 ? 19 : 16)}${tenth}`;
    return [dated && text.slice(5, 10), !whole && time].filter(Boolean).join(" ");
  });
}

interface Scale {
  readonly room: number;
  /** Lines of the longest bar. */
  readonly most: number;
}

/** Whatever is there is seen: a level with few lines has at least one column, taken from the largest. */
function bar(levels: Bucket["levels"], { room, most }: Scale, style: Style): string {
  const total = names.reduce((sum, name) => sum + levels[name], 0);
  if (total === 0) return "";
  const there = names.filter((name) => levels[name] > 0);
  const length = Math.max(there.length, Math.round((total / most) * room));
  const widths = new Map(there.map((name) => [name, Math.max(1, Math.round((levels[name] / total) * length))]));
  const over = [...widths.values()].reduce((sum, width) => sum + width, 0) - length;
  const [largest = "none"] = there.toSorted((a, b) => levels[b] - levels[a]);
  if (over !== 0) widths.set(largest, Math.max(1, (widths.get(largest) ?? 1) - over));
  const coloured = style.dim(" ") !== " ";
  return there
    .map((name) => levelPaint(name, style)((coloured ? "█" : letters[name]).repeat(widths.get(name) ?? 0)))
    .join("");
}

function legend(
  buckets: readonly Bucket[],
  { stepMs, all }: { readonly stepMs: number; readonly all: number },
  style: Style,
): readonly string[] {
  const coloured = style.dim(" ") !== " ";
  const sums = names
    .map((name) => ({ name, sum: buckets.reduce((sum, { levels }) => sum + levels[name], 0) }))
    .filter(({ sum }) => sum > 0)
    .map(({ name, sum }) => {
      const sign = coloured ? "█" : `${letters[name]} =`;
      return `${levelPaint(name, style)(sign)} ${name === "none" ? "no level" : name} ${sum.toLocaleString("en-US")} `;
    });
  return [
    flow(sums, { width: style.width, indent: 0 }).replaceAll(/ +$/gm, ""),
    `${all.toLocaleString("en-US")} ${all === 1 ? "line" : "lines"}, ${durationText(stepMs)} a row`,
  ].filter((text) => text !== "");
}
