import { comparison, type Test } from "./comparison.ts";
import { selectorOf } from "./selector.ts";

/** A JSON pattern, `{ $.a = "x" && ($.b > 1 || $.c NOT EXISTS) }`, as a predicate; undefined when it does not parse. */
export function parseJsonPattern(text: string): Test | undefined {
  const tokens = tokensOf(text);
  if (!tokens || tokens.at(0) !== "{" || tokens.at(-1) !== "}") return undefined;
  const input: Input = { tokens: tokens.slice(1, -1), at: 0 };
  const test = either(input);
  return input.at === input.tokens.length ? test : undefined;
}

interface Input {
  readonly tokens: readonly string[];
  at: number;
}

/** Selectors, operators, quoted texts, regular expressions, and bare words up to the next delimiter. */
function tokensOf(text: string): readonly string[] | undefined {
  const token =
    /\s*(\$(?:\.[\w:@#/-]+|\.?\[(?:\d+|\*|"[^"]*"|'[^']*')\])+|&&|\|\||[(){}]|!=|<=|>=|[=<>]|"(?:[^"\\]|\\.)*"|%[^%]+%|[^\s(){}&|=<>!"]+)\s*/y;
  const tokens: string[] = [];
  while (token.lastIndex < text.length) {
    const [, found] = token.exec(text) ?? [];
    if (found === undefined) return undefined;
    tokens.push(found);
  }
  return tokens;
}

const either = (input: Input) => joined(input, "||", both, (tests) => (value) => tests.some((test) => test(value)));
const both = (input: Input) => joined(input, "&&", single, (tests) => (value) => tests.every((test) => test(value)));

function joined(
  input: Input,
  operator: string,
  part: (input: Input) => Test | undefined,
  join: (tests: readonly Test[]) => Test,
): Test | undefined {
  const tests: Test[] = [];
  do {
    const test = part(input);
    if (!test) return undefined;
    tests.push(test);
  } while (accept(input, operator));
  return join(tests);
}

function single(input: Input): Test | undefined {
  if (accept(input, "(")) {
    const inner = either(input);
    return accept(input, ")") ? inner : undefined;
  }
  const select = selectorOf(next(input));
  const operator = next(input);
  const operand = next(input);
  const test = select && comparison(operator, operand);
  return test && ((value) => test(select(value)));
}

const next = (input: Input) => input.tokens[input.at++] ?? "";

function accept(input: Input, token: string): boolean {
  const accepted = input.tokens[input.at] === token;
  if (accepted) input.at += 1;
  return accepted;
}
