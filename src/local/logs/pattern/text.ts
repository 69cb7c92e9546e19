export type Matches = (message: string) => boolean;

/** What AWS's regular expressions may be made of: no `(` `)`, no `!`, one byte a character; `\x28` says a parenthesis. */
const supported = /^[\w:#=@/;,\-^$?[\]{}|\\*+. \t]+$/;

/** A `%regex%` as a RegExp, found anywhere in a text; undefined for what AWS's subset has not. */
export function regexIn(token: string): RegExp | undefined {
  const source = token.slice(1, -1);
  if (!supported.test(source)) return undefined;
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

/** A text compared as a whole, where `*` before or after it stands for anything; between other characters it is itself. */
export function wildcard(text: string): Matches {
  const open = text.startsWith("*");
  const end = text.length > 1 && text.endsWith("*");
  const part = text.slice(open ? 1 : 0, end ? -1 : undefined);
  if (open && end) return (value) => value.includes(part);
  if (open) return (value) => value.endsWith(part);
  return end ? (value) => value.startsWith(part) : (value) => value === part;
}

/** What stands between the quotes of a quoted text. */
export const unquote = (quoted: string) => quoted.slice(1, -1).replaceAll(/\\(["\\])/g, "$1");
