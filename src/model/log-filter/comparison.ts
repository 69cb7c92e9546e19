import { parseDuration } from "../duration.ts";
import { logLevels, parseLevel, type LogLevel } from "../log-level.ts";
import { isLong, isLongNumber, longNumber, type LongNumber } from "../long-number.ts";
import type { LogFilter, Ordering, Scalar, Subject } from "./filter.ts";
import { isEndless } from "./linear-regex.ts";
import { endlessHint, regexFault, typedRegex } from "./regex.ts";
import type { Token } from "./scan.ts";
import { subjectOf } from "./subjects.ts";
import type { TokenReader } from "./token-reader.ts";

const operators = "an operator: = != < <= > >= ~ !~, contains, in (...), exists";
const aValue = "a value: a text, a number, true, false or null";

/** One condition: a name, an operator, and what it is compared with. */
export function parseComparison(reader: TokenReader): LogFilter {
  const name = reader.next();
  if (name.kind !== "word" || keywords.has(name.text.toLowerCase()))
    throw reader.expected("a name, such as level, message or fields.latencyMs", name);
  const negated = reader.takeWord("not");
  const filter = name.text === "level" ? levelCondition(reader) : condition(reader, name);
  return negated ? { kind: "not", of: filter } : filter;
}

const keywords: ReadonlySet<string> = new Set(["and", "or", "not", "in", "contains", "exists"]);

function condition(reader: TokenReader, name: Token): LogFilter {
  const subject = subjectOf(name.text);
  if (subject === undefined) throw reader.expected('a name, such as fields.tags[0] or fields["odd key"]', name);
  const operator = reader.next();
  const sign = operator.kind === "string" ? "" : operator.text.toLowerCase();
  switch (sign) {
    case "exists":
      return { kind: "exists", subject };
    case "contains":
      return { kind: "contains", subject, text: String(scalar(reader)) };
    case "in":
      return { kind: "any", of: values(reader).map((value) => ({ kind: "equals", subject, value })) };
    case "~":
      return { kind: "matches", subject, pattern: regex(reader) };
    case "!~":
      return { kind: "not", of: { kind: "matches", subject, pattern: regex(reader) } };
    case "=":
      return { kind: "equals", subject, value: scalar(reader) };
    case "!=":
      return { kind: "not", of: { kind: "equals", subject, value: scalar(reader) } };
    default:
      if (isOrdering(sign)) return ordered(reader, subject, { sign, at: operator });
      throw reader.expected(operators, operator);
  }
}

const isOrdering = (sign: string): sign is Ordering => /^[<>]=?$/.test(sign);

function ordered(reader: TokenReader, subject: Subject, { sign, at }: { sign: Ordering; at: Token }): LogFilter {
  if (subject.kind === "text") throw reader.expected("= != ~ !~, contains or in: this is a text", at);
  const token = reader.peek();
  const value = scalar(reader);
  const bound = (token.kind === "word" ? parseDuration(token.text) : undefined) ?? value;
  if (typeof bound !== "number" && typeof bound !== "string" && !isLongNumber(bound))
    throw reader.expected("a number, or a text in quotes", token);
  return { kind: "orders", subject, operator: sign, bound };
}

function levelCondition(reader: TokenReader): LogFilter {
  const operator = reader.next();
  const passes = levelTests[operator.text.toLowerCase()];
  if (operator.kind === "string" || passes === undefined)
    throw reader.expected("= != < <= > >= or in (...): these compare levels", operator);
  const wanted = operator.text.toLowerCase() === "in" ? listed(reader, level) : [level(reader)];
  const places = wanted.map((one) => logLevels.indexOf(one));
  return { kind: "level", levels: new Set(logLevels.filter((_, place) => passes(place, places))) };
}

type LevelTest = (place: number, wanted: readonly number[]) => boolean;
const levelTests: Readonly<Record<string, LevelTest | undefined>> = {
  "=": (place, wanted) => wanted.includes(place),
  in: (place, wanted) => wanted.includes(place),
  "!=": (place, wanted) => !wanted.includes(place),
  "<": (place, [wanted = 0]) => place < wanted,
  "<=": (place, [wanted = 0]) => place <= wanted,
  ">": (place, [wanted = 0]) => place > wanted,
  ">=": (place, [wanted = 0]) => place >= wanted,
};

function level(reader: TokenReader): LogLevel {
  const token = reader.next();
  const found = token.kind === "word" || token.kind === "string" ? parseLevel(token.text) : null;
  if (found === null) throw reader.expected(`a level: ${logLevels.join(", ")}`, token);
  return found;
}

const values = (reader: TokenReader) => listed(reader, scalar);

function listed<T>(reader: TokenReader, item: (reader: TokenReader) => T): readonly T[] {
  if (!reader.takeSymbol("(")) throw reader.expected("values in parentheses: in (1, 2)");
  const items = [item(reader)];
  while (reader.takeSymbol(",")) items.push(item(reader));
  if (!reader.takeSymbol(")")) throw reader.expected("a comma or a closing parenthesis");
  return items;
}

const constants = new Map<string, Scalar>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** A word that is no number and no constant is a text, as if in quotes. */
function scalar(reader: TokenReader): Scalar {
  const token = reader.next();
  if (token.kind === "string") return token.text;
  if (token.kind !== "word" || keywords.has(token.text.toLowerCase())) throw reader.expected(aValue, token);
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(token.text)) return numberOf(token.text);
  return constants.has(token.text) ? (constants.get(token.text) ?? null) : token.text;
}

function numberOf(typed: string): number | LongNumber {
  const text = typed.replace(/^\+/, "");
  return isLong(text) ? longNumber(text) : Number(text);
}

function regex(reader: TokenReader): RegExp {
  const token = reader.next();
  if (token.kind === "symbol" || token.kind === "end")
    throw reader.expected("a regular expression, such as /time.*out/i", token);
  if (/[^i]/.test(token.flags ?? "")) throw reader.expected("no other flag than i after the slash", token);
  const pattern = expression(reader, token);
  if (!isEndless(pattern)) return pattern;
  throw reader.expected(`one that ends: it repeats what repeats itself, for ever on some lines. ${endlessHint}`, token);
}

function expression(reader: TokenReader, token: Token): RegExp {
  try {
    return typedRegex(token.text, token.flags);
  } catch (error) {
    throw reader.expected(`a regular expression; this is none (${regexFault(error)})`, token);
  }
}
