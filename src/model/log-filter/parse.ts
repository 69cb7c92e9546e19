import { parseComparison } from "./comparison.ts";
import type { LogFilter } from "./filter.ts";
import { tokenReader, type TokenReader } from "./token-reader.ts";

/** Parentheses inside of one another. */
const deepest = 50;

/** Reads a `--where` expression. Throws `usage`, with a caret under the place that is wrong. */
export function parseWhere(text: string): LogFilter {
  const reader = tokenReader(text);
  const filter = either(reader, 0);
  if (reader.peek().kind !== "end") throw reader.expected("and, or, or the end");
  return filter;
}

const either = (reader: TokenReader, depth: number) =>
  joined(reader, { kind: "any", keyword: "or" }, () => both(reader, depth));
const both = (reader: TokenReader, depth: number) =>
  joined(reader, { kind: "all", keyword: "and" }, () => negation(reader, depth));

function joined(
  reader: TokenReader,
  { kind, keyword }: { kind: "all" | "any"; keyword: string },
  part: () => LogFilter,
): LogFilter {
  const first = part();
  const of = [first];
  while (reader.takeWord(keyword)) of.push(part());
  return of.length === 1 ? first : { kind, of };
}

function negation(reader: TokenReader, depth: number): LogFilter {
  let negated = false;
  while (reader.takeWord("not")) negated = !negated;
  const filter = single(reader, depth);
  return negated ? { kind: "not", of: filter } : filter;
}

function single(reader: TokenReader, depth: number): LogFilter {
  if (!reader.takeSymbol("(")) return parseComparison(reader);
  if (depth === deepest) throw reader.expected("at most 50 parentheses inside of one another");
  const filter = either(reader, depth + 1);
  if (!reader.takeSymbol(")")) throw reader.expected("and, or, or a closing parenthesis");
  return filter;
}
