/** A regular expression as it is typed; a leading `(?i)` ignores case. Throws SyntaxError. */
export function typedRegex(text: string, flags = ""): RegExp {
  const ignoreCase = text.startsWith("(?i)");
  return new RegExp(ignoreCase ? text.slice(4) : text, ignoreCase || flags.includes("i") ? "iu" : "u");
}

/** What is wrong with a regular expression. V8 repeats the whole pattern before it. */
export const regexFault = (error: unknown): string =>
  error instanceof Error ? (error.message.split(": ").at(-1) ?? "") : "";

/** Where a repetition within a repetition cannot be bounded. */
export const endlessHint =
  "Leave out look-around, back references and \\p{...}, or write it without a repetition inside of another: (a+)+ is a+";

export const regexHint = String.raw`Escape characters that have a meaning, such as \( or \[. A leading (?i) ignores case.`;
