export type Matches = (message: string) => boolean;

/** A `%regex%` as a RegExp; undefined for what AWS's subset has not (groups, `!`, more bytes than one a character). */
export function regexIn(token: string): RegExp | undefined {
  const source = token.slice(1, -1);
  if (!/^[\w:#=@/;,\-^$?[\]{}|\\*+.\s]+$/.test(source)) return undefined;
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

/** A text where `*` stands for any characters, compared as a whole. */
export function wildcard(text: string): Matches {
  if (!text.includes("*")) return (value) => value === text;
  const source = text
    .split("*")
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(".*");
  const regex = new RegExp(`^${source}$`, "s");
  return (value) => regex.test(value);
}

/** What stands between the quotes of a quoted text. */
export const unquote = (quoted: string) => quoted.slice(1, -1).replaceAll(/\\(["\\])/g, "$1");
