import type { GworldError } from "../error.ts";
import { mistake } from "./mistake.ts";
import { tokensOf, type Token } from "./scan.ts";

/** Goes through the pieces of an expression, and tells where one is not as it should be. */
export interface TokenReader {
  peek(): Token;
  next(): Token;
  /** Goes on when this word, in any case, is next. */
  takeWord(word: string): boolean;
  takeSymbol(symbol: string): boolean;
  /** The mistake of the next piece, or of the given one. */
  expected(what: string, token?: Token): GworldError;
}

/** A long one is shown by the place, not by its whole text. */
const named = ({ text }: Token) =>
  text === "" ? "an empty text" : text.length > longestNamed ? `${text.slice(0, longestNamed)}…` : text;
const longestNamed = 60;

export function tokenReader(text: string): TokenReader {
  const tokens = tokensOf(text);
  const end: Token = { kind: "end", text: "", at: text.length };
  let place = 0;
  const peek = () => tokens[place] ?? end;
  const take = (taken: boolean) => {
    if (taken) place += 1;
    return taken;
  };
  return {
    peek,
    next() {
      const token = peek();
      place += 1;
      return token;
    },
    takeWord: (word) => take(peek().kind === "word" && peek().text.toLowerCase() === word),
    takeSymbol: (symbol) => take(peek().kind === "symbol" && peek().text === symbol),
    expected(what, token = peek()) {
      const found = token.kind === "end" ? "it ends here" : `${named(token)} does not fit here`;
      return mistake(`--where does not read as a filter: ${found}.`, text, {
        at: token.at,
        hint: `Expected ${what}. gworld help logs shows what a filter is made of.`,
      });
    },
  };
}
