import { GworldError } from "./error.ts";
import type { FieldPath } from "./log-filter/filter.ts";
import { typedRegex } from "./log-filter/regex.ts";
import { fieldPath } from "./log-filter/subjects.ts";
import { lineFormat, type FormatPart } from "./log-format.ts";

/** A field by its place, and by what it is called then. */
export interface ChosenField {
  readonly name: string;
  readonly path: FieldPath;
}

/** What one line looks like, as the flags say. */
export interface LineForm {
  /** Times in UTC instead of local time. */
  readonly utc: boolean;
  /** Leaves out time, service, task and level before the message. */
  readonly noPrefix: boolean;
  /** The message alone, as it was logged. */
  readonly raw: boolean;
  /** Fields on lines of their own. */
  readonly expand: boolean;
  /** Only these fields, in this order; undefined for all. */
  readonly fields: readonly ChosenField[] | undefined;
  readonly format: readonly FormatPart[] | undefined;
  /** What is marked where it stands in a line. */
  readonly marked: RegExp | undefined;
  /** Lines that match and lines near them are told apart. */
  readonly context: boolean;
}

export interface FormFlags {
  readonly utc: boolean;
  readonly noPrefix: boolean;
  readonly raw: boolean;
  readonly expand: boolean;
  readonly fields?: string | undefined;
  readonly format?: string | undefined;
  readonly grep?: string | undefined;
}

/** Throws `usage` for fields or a template that cannot be read. */
export function lineForm(flags: FormFlags, context: boolean): LineForm {
  const { utc, noPrefix, raw, expand, fields, format, grep } = flags;
  return {
    utc,
    noPrefix,
    raw,
    expand,
    fields: fields === undefined ? undefined : chosenFields(fields),
    format: format === undefined ? undefined : lineFormat(format),
    marked: grep === undefined ? undefined : typedRegex(grep),
    context,
  };
}

/** Commas between names; those in quotes belong to a name. */
const listed = /(?:"[^"]*"|'[^']*'|[^,"'])+/g;

function chosenFields(typed: string): readonly ChosenField[] {
  const names = (typed.match(listed) ?? []).map((name) => name.trim()).filter((name) => name !== "");
  if (names.length === 0) throw unreadable(typed);
  return names.map((name) => {
    const path = fieldPath(name);
    if (path === undefined) throw unreadable(name);
    return { name: name.replace(/^fields\.(?=.)/, ""), path };
  });
}

const unreadable = (name: string) =>
  new GworldError("usage", `--fields ${name} names no field.`, {
    hint: `Give names with commas between: --fields 'latencyMs,user.name,tags[0],fields["odd key"]'.`,
  });
