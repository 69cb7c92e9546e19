import type { Style } from "../ports/io.ts";
import { flow } from "./flow.ts";
import { safeLine } from "./safe-text.ts";
import { pipeWidth, plainStyle } from "./style.ts";
import { displayWidth, pad, truncate } from "./width.ts";

/** One column: its title, and how a row reads in it. Cells may carry the style's colours; values are made safe here. */
export interface Column<T> {
  readonly title: string;
  readonly text: (row: T, style: Style) => string | number | undefined;
  readonly align?: "right";
}

const gap = "  ";

/** Rows under titles, within the style's width: the widest columns give way first, cut with an ellipsis. */
export const table = <T>(rows: readonly T[], columns: readonly Column<T>[], style: Style): string =>
  tableLines(rows, columns, style).join("\n");

/** The same by lines: the titles, then one line a row. */
export function tableLines<T>(rows: readonly T[], columns: readonly Column<T>[], style: Style): readonly string[] {
  const cells = rows.map((row) => columns.map((column) => cell((look) => String(column.text(row, look) ?? ""), style)));
  const wanted = columns.map(({ title }, index) =>
    cells.reduce((most, line) => Math.max(most, displayWidth(line[index] ?? "")), displayWidth(title)),
  );
  const widths = fit(wanted, style.width - gap.length * (columns.length - 1));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => pad(truncate(text, widths[index] ?? 0), widths[index] ?? 0, columns[index]?.align))
      .join(gap)
      .trimEnd();
  const head = line(columns.map(({ title }) => title));
  return [style.dim(head), ...cells.map(line)];
}

/** Names and values, one a line, the values aligned; a long one goes on below itself, broken between words. Undefined values are left out; a painted value is a function. */
export function details(
  entries: readonly (readonly [name: string, value: string | ((style: Style) => string) | undefined])[],
  style: Style,
): string {
  const given = entries.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === "string" ? safeLine(value) : cell(value, style)] as const],
  );
  const widest = Math.max(0, ...given.map(([name]) => displayWidth(name)));
  const indent = widest + gap.length;
  // A pipe is as wide as it is so that grep finds whole values.
  const width = style.width < pipeWidth ? style.width : Infinity;
  return given
    .map(([name, value]) => flow([`${style.dim(pad(name, widest))} `, ...value.split(" ")], { width, indent }))
    .join("\n")
    .replaceAll(/ +$/gm, "");
}

/** A cell whose value holds anything a terminal would obey loses its colours, which could not be told from the value's own. */
function cell(text: (style: Style) => string, style: Style): string {
  const bare = text(plainStyle(style.width));
  const safe = safeLine(bare);
  return safe === bare ? text(style) : safe;
}

/** Takes columns away from the widest until all fit; none falls below four. */
function fit(wanted: readonly number[], room: number): readonly number[] {
  const widths = [...wanted];
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    const widest = Math.max(...widths);
    if (widest <= 4) break;
    widths[widths.indexOf(widest)] = widest - 1;
    over -= 1;
  }
  return widths;
}
