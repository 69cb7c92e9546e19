import type { LogLevel } from "../log-level.ts";
import { isLong } from "../long-number.ts";
import type { Condition, FieldPath, Subject, TextName, ValueCondition } from "./filter.ts";
import { levelLiterals } from "./level-literals.ts";
import { literalIn, type Literal } from "./literals.ts";
import { better, literalsOf } from "./regex-literals.ts";
import { isDigits } from "./selectors.ts";

/** One of these must stand in the line's text as it was logged. */
export interface Search {
  readonly literals: readonly Literal[];
  /** Inside of JSON any character may be written `\u0041`; lines that do so always pass. */
  readonly inJson: boolean;
}

/** What stands between the percent signs. */
export const searchText = ({ literals, inJson }: Search): string =>
  [...new Set(literals.map(({ pattern }) => pattern)), ...(inJson ? [".u00[2-7]"] : [])].join("|");

/** Of two conditions that both hold the one that leaves out more. */
export function betterSearch(one: Search | undefined, other: Search | undefined): Search | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return better(one.literals, other.literals) === one.literals ? one : other;
}

export const levelSearch = (levels: ReadonlySet<LogLevel>) => search(levelLiterals(levels), true);

/** What the text of every line holds that passes one condition; undefined for what may stand in it or not. */
export function searchOf(filter: Condition): Search | undefined {
  if (filter.kind === "level") return levelSearch(filter.levels);
  const { subject } = filter;
  if (subject.kind === "fields") return search(fieldLiterals(filter, subject), true);
  if (!isLogged(subject.name)) return undefined;
  const inJson = subject.name === "message";
  return search(valueLiterals(filter, inJson), inJson);
}

const search = (literals: readonly Literal[] | undefined, inJson: boolean): Search | undefined =>
  literals && { literals, inJson };

/** Service, task and stream are told beside the event. */
const isLogged = (name: TextName) => name === "line" || name === "message";

/** The text that is looked for, or, where it may be written in several ways, the names of its fields. */
function fieldLiterals(filter: ValueCondition, { paths }: Extract<Subject, { readonly kind: "fields" }>) {
  const literals = valueLiterals(filter, true);
  // Only what is written the same is equal.
  if (filter.kind === "equals" && isLong(wantedText(filter) ?? "")) return literals;
  if (literals?.every(({ text }) => !isDigits(text) && notOfNumbers.test(text))) return literals;
  const names = paths.map(nameLiteral);
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** A number may be logged as 5e2. */
const notOfNumbers = /[^0-9.eE+-]/;

function valueLiterals(filter: ValueCondition, inJson: boolean): readonly Literal[] | undefined {
  if (filter.kind === "matches") return literalsOf(filter.pattern, { inJson });
  const text = wantedText(filter);
  const literal = text === undefined ? undefined : literalIn(text, { inJson, ignoreCase: false });
  return literal && [literal];
}

function wantedText(filter: ValueCondition): string | undefined {
  if (filter.kind === "contains") return filter.text;
  if (filter.kind !== "equals" || typeof filter.value === "boolean") return undefined;
  return filter.value === null ? undefined : String(filter.value);
}

/** The name in the path that says most. */
function nameLiteral(path: FieldPath): Literal | undefined {
  const names = path.flatMap((step) =>
    typeof step === "string" && !/^\d+$/.test(step) ? (literalIn(step, { inJson: true, ignoreCase: false }) ?? []) : [],
  );
  return names.toSorted((a, b) => b.text.length - a.text.length)[0];
}
