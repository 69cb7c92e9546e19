const escape = "\u001b";

/** Our own colours (SGR sequences), as a source so that every user has a pattern with its own state. */
export const colour = `${escape}\\[[0-9;]*m`;

/** Colours of things told apart: readable on dark and on light ground, and none of them red or yellow, which mean something. */
export const palette = [32, 33, 37, 64, 69, 71, 74, 97, 99, 105, 108, 133, 134, 139, 140, 169] as const;

/** The sequences a style makes and no others: nothing that hides a text, blinks, or ends a colour it did not begin. */
const own = String.raw`${escape}\[(?:[124]|2[24]|3[1-6]|39|9[4-6]|38;5;(?:${palette.join("|")}))m`;

/** Splits a text into other parts (even places) and sequences of our own style (odd places). */
export const splitOwnColours = (text: string) => text.split(new RegExp(`(${own})`));

/** Splits a text into plain parts (even places) and colours (odd places). */
export const splitColours = (text: string) => text.split(new RegExp(`(${colour})`));

/** A text without its colours. */
export const withoutColours = (text: string) =>
  text.includes(escape) ? text.replaceAll(new RegExp(colour, "g"), "") : text;
