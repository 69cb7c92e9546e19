const escape = "\u001b";

/** Our own colours (SGR sequences), as a source so that every user has a pattern with its own state. */
export const colour = `${escape}\\[[0-9;]*m`;

/** Splits a text into plain parts (even places) and colours (odd places). */
export const splitColours = (text: string) => text.split(new RegExp(`(${colour})`));

/** A text without its colours. */
export const withoutColours = (text: string) =>
  text.includes(escape) ? text.replaceAll(new RegExp(colour, "g"), "") : text;
