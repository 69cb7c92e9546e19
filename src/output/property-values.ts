import type { PropertyValue } from "../model/property-values.ts";
import type { Style } from "../ports/io.ts";
import { safeLine } from "./safe-text.ts";
import { displayWidth, truncate } from "./width.ts";

interface Changed {
  readonly properties?: readonly string[] | undefined;
  readonly values?: readonly PropertyValue[] | undefined;
}

/** So many of a resource are told; a diff as JSON has them all. */
const most = 8;
/** They stand below their resource. */
const indent = 8;
/** Where no terminal sets a width: what is longer, such as the body of a dashboard, is nothing to read in a line. */
const longest = 200;

/** Paths that change and of which no value is known. */
export const namesOnly = ({ properties = [], values = [] }: Changed): readonly string[] =>
  properties.filter((path) => !values.some(({ property }) => top(property) === top(path)));

/** What properties of a resource were and are to be, a line or three each. */
export function valuesText({ values = [] }: Changed, style: Style): readonly string[] {
  const more = values.length - most;
  return [
    ...values.slice(0, most).flatMap((value) => valueLines(value, style)),
    ...(more > 0 ? [style.dim(`and ${more} more: gworld diff --json has them all`)] : []),
  ];
}

/** On one line where there is room, else the old value above the new one. */
function valueLines({ property, before, after }: PropertyValue, style: Style): readonly string[] {
  const name = safeLine(bare(property));
  const width = Math.min(style.width - indent, longest);
  const line = `${name}: ${paint(before, style.bad)} -> ${paint(after, style.good)}`;
  if (displayWidth(line) <= width) return [line];
  const [old, now] = aroundDifference(safeLine(before ?? none), safeLine(after ?? none), width - 4);
  return [`${name}:`, `  - ${style.bad(old)}`, `  + ${style.good(now)}`];
}

const none = "(none)";
const paint = (value: string | undefined, colour: (text: string) => string) =>
  value === undefined ? none : colour(value === "" ? '""' : safeLine(value));

/** Two texts cut to a number of columns so that what differs is seen. */
function aroundDifference(before: string, after: string, columns: number): readonly [string, string] {
  let alike = 0;
  while (alike < before.length && before[alike] === after[alike]) alike += 1;
  const tooLong = Math.max(before.length, after.length) > columns;
  const start = tooLong ? Math.max(0, alike - Math.floor(columns / 3)) : 0;
  const cut = (text: string) => truncate(start > 0 ? `…${text.slice(start)}` : text, columns);
  return [cut(before), cut(after)];
}

/** `Properties.X` of any path below it. */
const top = (path: string) => path.split(/[.[]/, 2).join(".");
const bare = (path: string) => path.replace(/^Properties\./, "");
