import type { Style } from "../ports/io.ts";
import { jsonText } from "./json.ts";
import { table, type Column } from "./table.ts";

/** One effective value, and where it comes from. */
export interface ShownValue {
  readonly key: string;
  readonly value: unknown;
  readonly from: string;
}

const columns: readonly Column<ShownValue>[] = [
  { title: "KEY", text: ({ key }) => key },
  { title: "VALUE", text: ({ value }, style) => style.bold(valueText(value)) },
  { title: "FROM", text: ({ from }, style) => (from.startsWith("preset") ? style.dim(from) : style.accent(from)) },
];

export const configText = ({ values }: { values: readonly ShownValue[] }, style: Style) =>
  table(values, columns, style);

/** A value as a script wants it: texts bare, all else as JSON. */
export const valueText = (value: unknown) => (typeof value === "string" ? value : jsonText(value));
