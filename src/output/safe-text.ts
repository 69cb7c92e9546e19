import { splitOwnColours } from "./ansi.ts";

/** Escape sequences as terminals know them: OSC, DCS, SOS, PM, APC strings, CSI, and two-byte escapes, 7-bit and 8-bit. */
const sequences = new RegExp(
  [
    String.raw`(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)`,
    String.raw`(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]`,
    String.raw`\x1b[\x20-\x2f]+[\x30-\x7e]`,
    String.raw`\x1b[\x30-\x4f\x51-\x57\x59\x5a\x5c\x60-\x7e]`,
  ].join("|"),
  "g",
);

/** What moves a cursor, reverses reading order, hides itself or is half a character. Newline and tab are text. */
const unsafe = new RegExp(
  [
    String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e]`,
    // A joiner between two pictures makes one of them.
    String.raw`(?<!\p{ExtPict}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d|\u200d(?!\p{ExtPict})`,
    String.raw`[\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\p{Surrogate}`,
  ].join("|"),
  "gu",
);
const suspicious = new RegExp(String.raw`${unsafe.source}|[\u2028\u2029]`, "u");

/** Plain ASCII, which nearly all text is, is found harmless much faster than the rest. */
const ascii = /^[\t\n\x20-\x7e]*$/;
const isHarmless = (text: string) => ascii.test(text) || !suspicious.test(text);

/** Strips everything a terminal would obey. Every text that comes from outside passes here before it is shown; newlines and tabs stay; a line separator, at which terminals and programs disagree, is a space. */
export function safeText(text: string): string {
  if (isHarmless(text)) return text;
  return text
    .replaceAll("\r\n", "\n")
    .replaceAll(/[\u2028\u2029]/g, " ")
    .replaceAll(sequences, "")
    .replaceAll(unsafe, "");
}

/** As safeText, on one line: breaks and tabs become one space. */
export const safeLine = (text: string) => (printable.test(text) ? text : safeText(text).replaceAll(/[\n\t]+/g, " "));
const printable = /^[\x20-\x7e]*$/;

/** Lets the colours of our own style pass and nothing else: the last gate before a stream, whatever a renderer forgot. */
export function safeOutput(text: string, colour: boolean): string {
  if (isHarmless(text)) return text;
  if (!colour) return safeText(text);
  return splitOwnColours(text)
    .map((part, index) => (index % 2 === 1 ? part : safeText(part)))
    .join("");
}
