import { randomInt } from "node:crypto";

const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const lower = upper.toLowerCase();
const digits = "0123456789";

/** AWS's alphabets for the random parts of its identifiers. */
export const alphabets = {
  base32: `${upper}234567`,
  letters: upper + lower,
  alphanumeric: upper + lower + digits,
} as const;

export const randomName = (length: number, alphabet: string): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
