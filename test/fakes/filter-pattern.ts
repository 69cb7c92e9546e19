import { isRecord } from "../../src/model/json.ts";

type Matches = (message: string) => boolean;

/**
 * CloudWatch Logs' filter patterns as "Filter pattern syntax" in its user guide tells them, of the kinds that gworld asks for.
 * Where the guide leaves open what matches, this takes the narrowest reading: what passes here passes at AWS.
 */
export function patternMatcher(pattern: string): Matches {
  if (pattern.length > 1_024) throw new Error(`longer than 1,024 characters: ${pattern}`);
  if (!/^[ -~]*$/.test(pattern)) throw new Error(`not ASCII alone: ${pattern}`);
  if (pattern.startsWith("{")) return jsonMatcher(pattern);
  if (pattern.startsWith("%")) return regexMatcher(pattern);
  return excludedTerms(pattern);
}

/** A regular expression over bytes, as nothing says that it knows of characters; a dot is no end of a line. */
function regexMatcher(pattern: string): Matches {
  const [, source = ""] = /^%([A-Za-z0-9_#=@/;,^$?[\]{}|\\*+.-]+)%$/.exec(pattern) ?? [];
  if (source === "") throw new Error(`a regular expression with characters that are not supported: ${pattern}`);
  const regex = new RegExp(source.replaceAll(/(?<!\\)\.(?![^[]*\])/g, String.raw`[^\n\r\x85]`));
  return (message) => regex.test(Buffer.from(message).toString("latin1"));
}

/** Terms are case-sensitive and may stand anywhere; a minus excludes one. */
function excludedTerms(pattern: string): Matches {
  const terms = pattern.split(" ").map((term) => /^-"([^"\\\s]+)"$/.exec(term)?.[1]);
  return (message) =>
    terms.every((term) => {
      if (term === undefined) throw new Error(`no excluded terms: ${pattern}`);
      return !message.includes(term);
    });
}

function jsonMatcher(pattern: string): Matches {
  const tokens =
    pattern.match(/\$(?:\.[\w-]+|\[\d+\])+|"[^"\\%]*"|&&|\|\||[<>]=?|=|[(){}]|[A-Z]+|-?\d+(?:\.\d+)?|\S/g) ?? [];
  const input = { tokens, at: 1 };
  const test = joined(input, "||", (rest) => joined(rest, "&&", unit));
  if (input.tokens[0] !== "{" || input.tokens.slice(input.at).join("") !== "}")
    throw new Error(`no JSON pattern: ${pattern}`);
  return (message) => {
    try {
      const value: unknown = JSON.parse(message);
      return isRecord(value) && test(value);
    } catch {
      return false;
    }
  };
}

interface Input {
  readonly tokens: readonly string[];
  at: number;
}
type Test = (value: unknown) => boolean;

function joined(input: Input, sign: string, part: (input: Input) => Test): Test {
  const tests = [part(input)];
  while (take(input, sign)) tests.push(part(input));
  return (value) => (sign === "||" ? tests.some((test) => test(value)) : tests.every((test) => test(value)));
}

function take(input: Input, token: string): boolean {
  const taken = input.tokens[input.at] === token;
  if (taken) input.at += 1;
  return taken;
}

function unit(input: Input): Test {
  if (take(input, "(")) {
    const inner = joined(input, "||", (rest) => joined(rest, "&&", unit));
    if (!take(input, ")")) throw new Error("a parenthesis is not closed");
    return inner;
  }
  const [selector = "", sign = "", operand = ""] = input.tokens.slice(input.at, input.at + 3);
  input.at += 3;
  if (!selector.startsWith("$")) throw new Error(`no selector: ${selector}`);
  const steps = [...selector.matchAll(/\.([\w-]+)|\[(\d+)\]/g)];
  const test = comparison(sign, operand);
  return (value) => test(steps.reduce((found, [, name, index]) => at(found, name ?? Number(index)), value));
}

function at(value: unknown, step: string | number): unknown {
  if (typeof step === "number") return Array.isArray(value) ? value[step] : undefined;
  return isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

/** Texts match texts and numbers numbers; arrays and objects match nothing. */
function comparison(sign: string, operand: string): Test {
  if (sign === "IS") {
    const constants: Readonly<Record<string, unknown>> = { NULL: null, TRUE: true, FALSE: false };
    if (!Object.hasOwn(constants, operand)) throw new Error(`no constant: ${operand}`);
    return (value) => value === constants[operand];
  }
  if (operand.startsWith('"') && sign === "=") {
    const text = operand.slice(1, -1);
    // An asterisk at the end stands for any text; one inside is only itself.
    return (value) =>
      typeof value === "string" && (text.endsWith("*") ? value.startsWith(text.slice(0, -1)) : value === text);
  }
  const compare = orders[sign];
  if (compare === undefined || !/^-?\d/.test(operand)) throw new Error(`no comparison: ${sign} ${operand}`);
  return (value) => typeof value === "number" && compare(value, Number(operand));
}

const orders: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};
