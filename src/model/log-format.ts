import type { FieldPath } from "./log-filter/filter.ts";
import { mistake } from "./log-filter/mistake.ts";
import { fieldPath, idNames, idPaths, isIdName } from "./log-filter/subjects.ts";
import { nearest } from "./nearest.ts";

/** What a template can show of every line. */
const partNames = [
  "time",
  "timestamp",
  "ingestionTime",
  "service",
  "task",
  "stream",
  "level",
  "message",
  "line",
  "eventId",
  "late",
  "fields",
] as const;
export type PartName = (typeof partNames)[number];

export type FormatPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "part"; readonly name: PartName }
  /** The first of these that the line has. */
  | { readonly kind: "field"; readonly paths: readonly FieldPath[] };

/** Pieces of a template: an escape, a doubled brace, a name in braces, plain text, or what should not stand there. */
const pieces = /\\(.)?|\{\{|\}\}|\{([^{}]*)\}|[^\\{}]+|[{}]/gsu;

/** Reads `{time} {service}/{task} {message}`; `{{` is a brace, `\n` and `\t` are what they are elsewhere. Throws `usage`. */
export function lineFormat(template: string): readonly FormatPart[] {
  const parts = [...template.matchAll(pieces)].map((match) => partOf(template, match));
  if (parts.some(({ kind }) => kind !== "text")) return parts;
  throw mistake("--format shows nothing of a line.", template, {
    at: 0,
    hint: "Put names in braces: --format '{time} {message}'. gworld help logs tells all names.",
  });
}

function partOf(template: string, { 0: piece, 1: escaped, 2: name, index: at }: RegExpExecArray): FormatPart {
  if (piece.startsWith("\\")) return { kind: "text", text: escape(template, escaped, at) };
  if (name !== undefined) return named(template, name.trim(), at + 1);
  if (piece === "{" || piece === "}")
    throw mistake("--format has a brace that belongs to nothing.", template, {
      at,
      hint: `Names stand between { and }. For the character itself write ${piece}${piece}.`,
    });
  return { kind: "text", text: piece === "{{" || piece === "}}" ? piece.slice(1) : piece };
}

const escapes = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["\\", "\\"],
]);

function escape(template: string, escaped: string | undefined, at: number): string {
  const text = escapes.get(escaped ?? "");
  if (text !== undefined) return text;
  throw mistake(`--format has an escape that is none: \\${escaped ?? ""}`, template, {
    at,
    hint: String.raw`There are \n, \t and \\.`,
  });
}

function named(template: string, name: string, at: number): FormatPart {
  const known = partNames.find((one) => one === name);
  if (known !== undefined) return { kind: "part", name: known };
  if (isIdName(name)) return { kind: "field", paths: idPaths(name) };
  const path = /^fields[.[]/.test(name) ? fieldPath(name) : undefined;
  if (path !== undefined) return { kind: "field", paths: [path] };
  const all = [...partNames, ...idNames];
  const meant = nearest(name, all);
  const field = fieldPath(name) === undefined ? "" : ` A field of the line is {fields.${name}}.`;
  throw mistake(`--format knows no {${name}}.`, template, {
    at,
    hint: `${meant === undefined ? `There are ${all.join(", ")}.` : `Did you mean {${meant}}?`}${field}`,
  });
}
