import { invalidTerm } from "./refuse.ts";
import { type Matches, unquote } from "./text.ts";

interface Term {
  readonly sign: string;
  readonly text: string;
}

/**
 * Terms of an unstructured pattern: all plain ones, none with `-`, any with `?`; case-sensitive, anywhere in the message.
 * Beside plain or excluded terms those with `?` have no effect.
 */
export function termsPattern(text: string): Matches {
  const terms = termsOf(text);
  const of = (sign: string) => terms.filter((term) => term.sign === sign).map((term) => term.text);
  const [required, excluded, optional] = [of(""), of("-"), of("?")];
  if (optional.length === terms.length) return (message) => optional.some((term) => message.includes(term));
  return (message) =>
    required.every((term) => message.includes(term)) && !excluded.some((term) => message.includes(term));
}

/** What is not made of letters, digits and underscores must be quoted. */
function termsOf(text: string): readonly Term[] {
  return (text.match(/[-?]?\s*"(?:[^"\\]|\\.)*"(?=\s|$)|\S+/gu) ?? []).map((found) => {
    const [, sign = "", word = ""] = /^([-?]?)\s*("(?:[^"\\]|\\.)*"|[\p{L}\p{N}_]+)$/u.exec(found) ?? [];
    if (word === "" || word === '""') throw invalidTerm(found);
    return { sign, text: word.startsWith('"') ? unquote(word) : word };
  });
}
