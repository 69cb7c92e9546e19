import { type Matches, unquote } from "./text.ts";

interface Term {
  readonly sign: string;
  readonly text: string;
}

/**
 * Terms of an unstructured pattern: all plain ones, none with `-`, any with `?`, case-sensitive, anywhere in the
 * message. Undefined when it is not made of terms. Beside plain or excluded terms the `?` is ignored, as AWS says.
 */
export function termsPattern(text: string): Matches | undefined {
  const terms = termsOf(text);
  if (!terms) return undefined;
  const of = (sign: string) => terms.filter((term) => term.sign === sign).map((term) => term.text);
  const optional = of("?");
  const onlyOptional = optional.length === terms.length;
  const required = onlyOptional ? [] : [...of(""), ...optional];
  const excluded = of("-");
  return (message) =>
    required.every((term) => message.includes(term)) &&
    !excluded.some((term) => message.includes(term)) &&
    (!onlyOptional || optional.some((term) => message.includes(term)));
}

function termsOf(text: string): readonly Term[] | undefined {
  const term = /\s*([-?]?)("(?:[^"\\]|\\.)*"|[\p{L}\p{N}_]+)(?=\s|$)/uy;
  const terms: Term[] = [];
  while (term.lastIndex < text.length) {
    const [, sign = "", word] = term.exec(text) ?? [];
    if (word === undefined) return undefined;
    terms.push({ sign, text: word.startsWith('"') ? unquote(word) : word });
  }
  return terms;
}
