/** JSON that is also harmless on a terminal: what JSON leaves raw (C1 controls, bidirectional and invisible marks ...) is written as \uXXXX. */
export function jsonText(value: unknown, indent?: number): string {
  return harmlessJson(JSON.stringify(value, undefined, indent) ?? "null");
}

/** The same of what is JSON already. Nearly all of it is ASCII, which its length in bytes tells fastest. */
export const harmlessJson = (text: string): string =>
  Buffer.byteLength(text) === text.length && !text.includes("\u007f") ? text : text.replaceAll(unsafe, escaped);

const unsafe =
  /[\u007f-\u009f\u00ad\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

const escaped = (character: string) =>
  character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
