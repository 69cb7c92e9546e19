import type { Style } from "../ports/io.ts";
import { fieldJson } from "./field-json.ts";
import { safeLine, safeText } from "./safe-text.ts";

/** The fields of a structured line: short ones as `key=value`, texts of several lines (stack traces) as blocks. */
export interface FieldTexts {
  readonly inline: readonly string[];
  readonly blocks: readonly string[];
}

interface FieldForm {
  /** Which fields are left out. */
  readonly hidden: (key: string, value: unknown) => boolean;
  /** Long IDs are cut to what tells them apart. */
  readonly brief: boolean;
}

/** Nested objects are told by dotted keys. */
export function fieldTexts(
  fields: Readonly<Record<string, unknown>>,
  { hidden, brief }: FieldForm,
  style: Style,
): FieldTexts {
  const inline: string[] = [];
  const blocks: string[] = [];
  const add = (key: string, value: unknown, depth: number): void => {
    if (isNested(value) && depth > 0)
      for (const [inner, nested] of Object.entries(value)) add(`${key}.${inner}`, nested, depth - 1);
    else if (typeof value === "string" && value.includes("\n"))
      blocks.push(style.dim(nameText(key)) + safeText(cut(value)));
    else inline.push(style.dim(nameText(key)) + valueText(value, brief));
  };
  for (const key of Object.keys(fields)) if (!hidden(key, fields[key])) add(key, fields[key], maximumDepth);
  return { inline, blocks };
}

/** In quotes where its end would not be seen. */
const nameText = (key: string) => `${/^$|[\s="]/.test(key) ? safeLine(JSON.stringify(key)) : safeLine(key)}=`;

const maximumDepth = 3;

const isNested = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

function valueText(value: unknown, brief: boolean): string {
  if (brief && Array.isArray(value) && value.length > longestList) return safeLine(listText(value, fieldJson));
  if (typeof value !== "string") return safeLine(cut(fieldJson(value)));
  if (brief && longId.test(value)) return `${value.slice(0, 8)}…`;
  return value.length <= longest && bare.test(value) ? value : safeLine(cut(JSON.stringify(value)));
}

/** Longer values are cut, in UTF-16 units: an event may hold a megabyte. */
const longest = 16_384;
const cut = (text: string) =>
  text.length <= longest
    ? text
    : `${text.slice(0, longest)}… cut, ${text.length.toLocaleString("en-US")} characters in all; --raw shows it`;

/** Longer lists (embeddings) are cut. */
const longestList = 16;
const listShown = 6;

/** A list on one line, whole or its beginning and how long it is. */
export function listText(values: readonly unknown[], text: (value: unknown) => string): string {
  if (values.length <= longestList) return `[${values.map(text).join(", ")}]`;
  return `[${values.slice(0, listShown).map(text).join(", ")}, … ${values.length.toLocaleString("en-US")} in all]`;
}

/** Printable ASCII without what would make the end of a value unclear. */
const bare = /^[!#-<>-~]+$/;

/** Trace IDs, digests and UUIDs. */
const longId = /^[0-9a-f]{24,}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
