import { malformed, type Span } from "./refuse.ts";

export interface Token extends Span {
  readonly kind: "name" | "text" | "number" | "period" | "sign" | "end";
  /** As it was written; of texts and of names in backticks, what is between. */
  readonly text: string;
}

/** Reads a query token by token; a regular expression is one only where the grammar has one. */
export interface Scanner {
  peek(): Token;
  next(): Token;
  /** Takes the next token when it is this sign or word, in any case. */
  accept(word: string): boolean;
  expect(word: string): void;
  /** The source between two slashes, when they come next. */
  regex(): { readonly source: string; readonly span: Span } | undefined;
  /** What was written from a place to the last token taken. */
  writtenSince(start: number): string;
  /** What to throw: at a token, by default the next. */
  refusal(what?: string, at?: Span): Error;
}

const blank = /(?:\s+|#[^\n]*)*/y;
const token =
  /(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|`(?<quoted>[^`]+)`|(?<period>\d+[a-z]+)\b|(?<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(?<name>[@\p{L}_][\p{L}\p{N}_@]*(?:\.[\p{L}\p{N}_@]+)*)|(?<sign>!=|<=|>=|=~|[=<>()[\],|+\-*/%^])/uy;
const regex = /\/((?:[^/\\\n]|\\.)+)\//y;

export function scannerOf(query: string): Scanner {
  let at = 0;
  let taken = 0;
  const peek = (): Token => {
    blank.lastIndex = at;
    const start = at + (blank.exec(query)?.[0].length ?? 0);
    return tokenAt(query, start);
  };
  const next = () => {
    const found = peek();
    at = found.end;
    taken = at;
    return found;
  };
  const refusal = (what?: string, place: Span = peek()) =>
    malformed(query, place, what ?? `unexpected symbol found ${query.slice(place.start, place.end) || "end of query"}`);
  const accept = (word: string) => {
    const found = peek();
    const isWord = (found.kind === "sign" || found.kind === "name") && found.text.toLowerCase() === word;
    if (isWord && query[found.start] !== "`") next();
    return isWord;
  };
  return {
    peek,
    next,
    accept,
    expect(word) {
      if (!accept(word)) throw refusal();
    },
    regex() {
      const { start } = peek();
      regex.lastIndex = start;
      const [whole, source] = regex.exec(query) ?? [];
      if (whole === undefined || source === undefined) return undefined;
      at = start + whole.length;
      taken = at;
      return { source, span: { start, end: at } };
    },
    writtenSince: (start) => query.slice(start, taken),
    refusal,
  };
}

/** What the groups of the expression above are. */
const kinds = [
  ["text", "text"],
  ["quoted", "name"],
  ["period", "period"],
  ["number", "number"],
  ["name", "name"],
  ["sign", "sign"],
] as const;

function tokenAt(query: string, start: number): Token {
  token.lastIndex = start;
  const found = token.exec(query);
  const end = start + (found?.[0].length ?? 1);
  for (const [group, kind] of kinds) {
    const text = found?.groups?.[group];
    if (text !== undefined) return { kind, text: kind === "text" ? unescaped(text.slice(1, -1)) : text, start, end };
  }
  if (start < query.length)
    throw malformed(query, { start, end }, `unexpected symbol found ${query.slice(start, end)}`);
  return { kind: "end", text: "", start, end: start };
}

const unescaped = (text: string) =>
  text.replaceAll(/\\(.)/gs, (_, character: string) => escapes[character] ?? character);

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
