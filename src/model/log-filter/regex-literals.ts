import { literalIn, weight, type Literal, type LiteralForm } from "./literals.ts";

/** Texts of which one must stand in every text that the expression matches; undefined when there are none. */
export function literalsOf(regex: RegExp, form: Omit<LiteralForm, "ignoreCase">): readonly Literal[] | undefined {
  const input = { source: regex.source, at: 0, form: { ...form, ignoreCase: regex.ignoreCase } };
  return alternatives(input);
}

/** The better of two necessary conditions: the one whose weakest alternative names more. */
export function better(
  one: readonly Literal[] | undefined,
  other: readonly Literal[] | undefined,
): readonly Literal[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return weakest(other) > weakest(one) ? other : one;
}

const weakest = (literals: readonly Literal[]) => Math.min(...literals.map(weight));

interface Input {
  readonly source: string;
  at: number;
  readonly form: LiteralForm;
}

/** Reads up to the end or to a closing parenthesis, which is left. */
function alternatives(input: Input): readonly Literal[] | undefined {
  const found: (readonly Literal[] | undefined)[] = [];
  do found.push(sequence(input));
  while (skip(input, bar) !== undefined);
  return found.every((one) => one !== undefined) ? found.flat() : undefined;
}

/** Parts that have no literal form end a run; of the runs and groups that must all be there, the best is kept. */
function sequence(input: Input): readonly Literal[] | undefined {
  let best: readonly Literal[] | undefined;
  let run = "";
  const close = () => {
    const literal = literalIn(run, input.form);
    best = better(best, literal && [literal]);
    run = "";
  };
  while (input.at < input.source.length && !"|)".includes(input.source[input.at] ?? "")) {
    const part = nextPart(input);
    if (typeof part === "string" && !quantified(input)) run += part;
    else {
      close();
      if (typeof part === "object" && !quantified(input)) best = better(best, part);
      skip(input, quantifier);
    }
  }
  close();
  return best;
}

type Part = string | readonly Literal[] | undefined;

const bar = /\|/y;
const quantifier = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y;
const characterClass = /\[(?:[^\]\\]|\\.)*\]/suy;
const escapedSign = /\\([\^$\\.*+?()[\]{}|/-])/y;
const escapeOrSign = /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-f]{4}|x[0-9a-f]{2}|k<[^>]*>|c[a-z]|\d+|.)|[.^$]/isuy;
const groupStart = /\((\?(?:<(?![=!])[^>]*>|<[=!]|[^:>]|:))?/y;
const anyCharacter = /./suy;

/** A literal character, the alternatives of a group, or undefined for what has no literal form. */
function nextPart(input: Input): Part {
  if (skip(input, characterClass) !== undefined) return undefined;
  const sign = skip(input, escapedSign);
  if (sign !== undefined) return sign[1];
  if (skip(input, escapeOrSign) !== undefined) return undefined;
  const group = skip(input, groupStart);
  if (group === undefined) return skip(input, anyCharacter)?.[0];
  const found = alternatives(input);
  input.at += 1;
  // Neither what is looked at ahead or behind nor what changes flags says what must be there.
  return group[1] === undefined || group[1] === "?:" || (group[1].startsWith("?<") && /\w/.test(group[1]))
    ? found
    : undefined;
}

function skip(input: Input, regex: RegExp): RegExpExecArray | undefined {
  regex.lastIndex = input.at;
  const match = regex.exec(input.source) ?? undefined;
  if (match !== undefined) input.at = regex.lastIndex;
  return match;
}

function quantified({ source, at }: Input): boolean {
  quantifier.lastIndex = at;
  return quantifier.test(source);
}
