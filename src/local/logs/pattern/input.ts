import { invalidPattern } from "./refuse.ts";

/** The tokens of a pattern, read from left to right. */
export interface Input {
  /** The next token, which is left; empty at the end. */
  peek(): string;
  /** The next token, which is taken; empty at the end. */
  next(): string;
  /** Takes the next token when it is this one. */
  accept(token: string): boolean;
}

/** At most so many regular expressions in one pattern. */
const maxRegexes = 2;

/** Cuts a text into tokens, each matched by the sticky expression's first group; what fits none is refused. */
export function inputOf(text: string, token: RegExp): Input {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const [, found] = token.exec(text) ?? [];
    if (found === undefined) throw invalidPattern();
    tokens.push(found);
  }
  if (tokens.filter((found) => found.startsWith("%")).length > maxRegexes)
    throw invalidPattern(`A filter pattern can have at most ${maxRegexes} regular expressions`);
  let at = 0;
  return {
    peek: () => tokens[at] ?? "",
    next: () => tokens[at++] ?? "",
    accept(wanted) {
      const accepted = tokens[at] === wanted;
      if (accepted) at += 1;
      return accepted;
    },
  };
}

type Test<T> = (value: T) => boolean;

/** Conditions joined by `||` and, binding closer, `&&`. */
export function conditions<T>(input: Input, single: () => Test<T>): Test<T> {
  const both = () => joined(input, "&&", single, (tests) => (value) => tests.every((test) => test(value)));
  return joined(input, "||", both, (tests) => (value) => tests.some((test) => test(value)));
}

function joined<T>(
  input: Input,
  operator: string,
  part: () => Test<T>,
  join: (tests: readonly Test<T>[]) => Test<T>,
): Test<T> {
  const first = part();
  const tests = [first];
  while (input.accept(operator)) tests.push(part());
  return tests.length === 1 ? first : join(tests);
}
