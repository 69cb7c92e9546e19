import { mistake } from "./mistake.ts";

/** A piece of a filter expression and where it begins and ends. */
export interface Token {
  readonly kind: "word" | "string" | "regex" | "symbol" | "end";
  /** What was typed; of strings and regular expressions what stands between the quotes or slashes. */
  readonly text: string;
  readonly at: number;
  /** After the closing slash of a regular expression. */
  readonly flags?: string;
}

const space = /\s*/y;
const symbol = /!=|!~|<=|>=|[()<>=~,]/y;
const word = /(?:[\p{L}\p{N}_@$#:+./*%-]|\[(?:\d+|"[^"]*"|'[^']*')\])+/uy;
const quoted = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/suy;
const slashed = /\/((?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+)\/([a-z]*)/suy;

const regexForm = { kind: "regex", form: slashed } as const;
const forms = [
  { kind: "string", form: quoted },
  { kind: "symbol", form: symbol },
  { kind: "word", form: word },
] as const;

/** The pieces of an expression, the end included. After `~` and `!~` a slash begins a regular expression. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  do {
    at += matchAt(space, text, at)?.[0].length ?? 0;
    const [token, length] = tokenAt(text, at, isMatch(tokens.at(-1)));
    tokens.push(token);
    at += length;
  } while (tokens.at(-1)?.kind !== "end");
  return tokens;
}

const isMatch = (token: Token | undefined) => token?.kind === "symbol" && token.text.endsWith("~");

function tokenAt(text: string, at: number, matching: boolean): readonly [Token, number] {
  if (at >= text.length) return [{ kind: "end", text: "", at }, 0];
  for (const { kind, form } of matching && text[at] === "/" ? [regexForm] : forms) {
    const match = matchAt(form, text, at);
    if (match === undefined) continue;
    const [whole, first, second = ""] = match;
    if (kind === "string") return [{ kind, text: unescaped(first ?? second), at }, whole.length];
    return [
      kind === "regex" ? { kind, text: first ?? "", at, flags: second } : { kind, text: whole, at },
      whole.length,
    ];
  }
  throw mistake("--where cannot be read from here on.", text, { at, hint: hintFor(text.slice(at, at + 2)) });
}

function matchAt(regex: RegExp, text: string, at: number): RegExpExecArray | undefined {
  regex.lastIndex = at;
  return regex.exec(text) ?? undefined;
}

const unescaped = (text: string) =>
  text.replaceAll(/\\(.)/gsu, (_, letter: string) => (letter === "n" ? "\n" : letter === "t" ? "\t" : letter));

function hintFor(typed: string): string {
  if (typed === "&&" || typed === "||") return `Write ${typed === "&&" ? "and" : "or"} for ${typed}.`;
  if (/^["']/.test(typed)) return "This quote is not closed.";
  if (typed.startsWith("/")) return "This regular expression has no closing slash.";
  if (typed.startsWith("!")) return "Write not, !=, or !~.";
  return "Put texts with other characters in quotes.";
}
