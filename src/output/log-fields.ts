import type { Style } from "../ports/io.ts";
import { safeLine, safeText } from "./safe-text.ts";

/** The fields of a structured line: short ones as `key=value`, texts of several lines (stack traces) as blocks. */
export interface FieldTexts {
  readonly inline: readonly string[];
  readonly blocks: readonly string[];
}

/** Nested objects are told by dotted keys. With `brief`, long IDs are cut to what tells them apart. */
export function fieldTexts(fields: readonly Field[], style: Style, brief: boolean): FieldTexts {
  const flat = fields.flatMap(([key, value]) => flatten(key, value, maximumDepth));
  const isBlock = ([, value]: Field) => typeof value === "string" && value.includes("\n");
  return {
    inline: flat.filter((field) => !isBlock(field)).map(([key, value]) => inline(key, value, style, brief)),
    blocks: flat.filter(isBlock).map(([, value]) => safeText(String(value))),
  };
}

type Field = readonly [key: string, value: unknown];

const maximumDepth = 3;

function flatten(key: string, value: unknown, depth: number): readonly Field[] {
  if (typeof value !== "object" || value === null || Array.isArray(value) || depth === 0) return [[key, value]];
  const entries = Object.entries(value);
  if (entries.length === 0) return [[key, value]];
  return entries.flatMap(([inner, nested]) => flatten(`${key}.${inner}`, nested, depth - 1));
}

function inline(key: string, value: unknown, style: Style, brief: boolean): string {
  const text = typeof value === "string" ? quoted(value) : (JSON.stringify(value) ?? "");
  const shown = brief && longId.test(text) ? `${text.slice(0, 8)}…` : text;
  return `${style.dim(`${safeLine(key)}=`)}${safeLine(shown)}`;
}

const quoted = (text: string) => (/^[^\s"=]+$/.test(text) ? text : JSON.stringify(text));

/** Trace IDs, digests and UUIDs. */
const longId = /^[0-9a-f]{24,}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
