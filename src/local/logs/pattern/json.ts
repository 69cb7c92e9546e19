import { type JsonTest, jsonComparison } from "./comparison.ts";
import { conditions, type Input, inputOf } from "./input.ts";
import { invalidPattern } from "./refuse.ts";
import { selectorOf } from "./selector.ts";
import type { Matches } from "./text.ts";

/** Selectors, operators, quoted texts, regular expressions, and bare words up to the next delimiter. */
const token =
  /\s*(\$(?:\.[\w:@#/-]+|\.?\[(?:\d+|\*|"[^"]*"|'[^']*')\])+|&&|\|\||[()]|!=|<=|>=|[=<>]|"(?:[^"\\]|\\.)*"|%[^%]+%|[^\s(){}&|=<>!"%]+)\s*/y;

/** `$.a = "x" && ($.b > 1 || $.c NOT EXISTS)` over messages that are JSON objects; no other message matches. */
export function jsonPattern(text: string): Matches {
  const input = inputOf(text, token);
  const test = expression(input);
  if (input.peek() !== "") throw invalidPattern();
  return (message) => {
    const value = parsed(message);
    return value !== undefined && test(value);
  };
}

const expression = (input: Input): JsonTest => conditions(input, () => condition(input));

function condition(input: Input): JsonTest {
  if (input.accept("(")) {
    const inner = expression(input);
    if (!input.accept(")")) throw invalidPattern("A parenthesis is not closed");
    return inner;
  }
  const select = selectorOf(input.next());
  const operator = input.next();
  const test = jsonComparison(operator, input.next());
  if (!select || !test) throw invalidPattern();
  if (operator.toUpperCase() === "NOT") return (value) => select(value).length === 0;
  return (value) => select(value).some(test);
}

function parsed(message: string): unknown {
  if (!message.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
