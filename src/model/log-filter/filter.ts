import type { LogLevel } from "../log-level.ts";
import type { LongNumber } from "../long-number.ts";

/** What decides whether a line is shown, however it was asked for. Every line passes here, whatever AWS has filtered before. */
export type LogFilter =
  | { readonly kind: "all"; readonly of: readonly LogFilter[] }
  | { readonly kind: "any"; readonly of: readonly LogFilter[] }
  | { readonly kind: "not"; readonly of: LogFilter }
  | Condition;

/** The levels that pass, where a line that names none counts as info; or what a value must be. */
export type Condition = { readonly kind: "level"; readonly levels: ReadonlySet<LogLevel> } | ValueCondition;

export type ValueCondition =
  | { readonly kind: "equals"; readonly subject: Subject; readonly value: Scalar }
  | {
      readonly kind: "orders";
      readonly subject: Subject;
      readonly operator: Ordering;
      readonly bound: string | number | LongNumber;
    }
  | { readonly kind: "contains"; readonly subject: Subject; readonly text: string }
  | { readonly kind: "matches"; readonly subject: Subject; readonly pattern: RegExp }
  | { readonly kind: "exists"; readonly subject: Subject };

export type Scalar = string | number | LongNumber | boolean | null;
export type Ordering = "<" | "<=" | ">" | ">=";

/** What a condition is about: a text every line has, or the fields found at any of some paths. */
export type Subject =
  | { readonly kind: "text"; readonly name: TextName }
  | { readonly kind: "fields"; readonly paths: readonly FieldPath[] };

/** `line` is the event's whole text; `message` is its words: a logger's message, or the whole text where it is no JSON object. */
export type TextName = "line" | "message" | "service" | "task" | "stream";

/** Steps into nested fields; a number is a place in an array. */
export type FieldPath = readonly (string | number)[];

/** All of the filters together; undefined when there is none. */
export function allOf(filters: readonly LogFilter[]): LogFilter | undefined {
  const [first, ...others] = filters;
  return others.length === 0 ? first : { kind: "all", of: filters };
}
