import type { StateValue } from "./rows.ts";
import { tokensOf } from "../tokens.ts";

/** The rule of a composite alarm, read. */
export interface AlarmRule {
  /** The alarms it names, by name or ARN, each once. */
  readonly names: readonly string[];
  /** Whether it is met; the state of an alarm that is not there is undefined, and no function is true of it. */
  isMet(stateOf: (name: string) => StateValue | undefined): boolean;
}

type Test = AlarmRule["isMet"];

/**
 * Reads ALARM(x), OK(x), INSUFFICIENT_DATA(x), TRUE, FALSE, AND, OR, NOT and parentheses (API_PutCompositeAlarm, AlarmRule);
 * undefined for anything else. A name stands in quotes, or is a word.
 */
export function parseRule(text: string): AlarmRule | undefined {
  const tokens = tokensOf(text, token);
  if (!tokens) return undefined;
  const reader: Reader = { tokens, at: 0, names: new Set() };
  const isMet = any(reader);
  return isMet && reader.at === tokens.length ? { names: [...reader.names], isMet } : undefined;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  readonly names: Set<string>;
}

const token = /\s*("(?:[^"\\]|\\.)*"|[()]|[^\s()"]+)\s*/y;

function accept(reader: Reader, word: string): boolean {
  const isNext = reader.tokens[reader.at]?.toUpperCase() === word;
  if (isNext) reader.at += 1;
  return isNext;
}

function any(reader: Reader): Test | undefined {
  let left = all(reader);
  while (left && accept(reader, "OR")) left = both(left, all(reader), (a, b) => a || b);
  return left;
}

function all(reader: Reader): Test | undefined {
  let left = not(reader);
  while (left && accept(reader, "AND")) left = both(left, not(reader), (a, b) => a && b);
  return left;
}

const both = (left: Test, right: Test | undefined, join: (a: boolean, b: boolean) => boolean): Test | undefined =>
  right && ((stateOf) => join(left(stateOf), right(stateOf)));

function not(reader: Reader): Test | undefined {
  if (accept(reader, "NOT")) {
    const inner = not(reader);
    return inner && ((stateOf) => !inner(stateOf));
  }
  if (accept(reader, "TRUE")) return () => true;
  if (accept(reader, "FALSE")) return () => false;
  if (accept(reader, "(")) {
    const inner = any(reader);
    return accept(reader, ")") ? inner : undefined;
  }
  return named(reader);
}

const functions = ["ALARM", "OK", "INSUFFICIENT_DATA"] as const;

function named(reader: Reader): Test | undefined {
  const wanted = functions.find((word) => accept(reader, word));
  if (!wanted || !accept(reader, "(")) return undefined;
  const name = (reader.tokens[reader.at] ?? "").replaceAll(/^"|"$/g, "").replaceAll(/\\(.)/g, "$1");
  reader.at += 1;
  if (name === "" || name === "(" || name === ")" || !accept(reader, ")")) return undefined;
  reader.names.add(name);
  return (stateOf) => stateOf(name) === wanted;
}
