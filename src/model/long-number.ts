/**
 * A number of a JSON text that JavaScript would round (an integer beyond 2^53) or has no room for (1e400), as it was written:
 * `String` gives it. It is told from other objects by its prototype, and has no keys.
 */
export interface LongNumber {
  readonly [written]: string;
  toString(): string;
}

const written = Symbol("written");
const form = {
  toString(this: LongNumber) {
    return this[written];
  },
};

export const isLongNumber = (value: unknown): value is LongNumber =>
  typeof value === "object" && value !== null && written in value;

/** Whether a number, as JSON writes one, would be another one in JavaScript. */
export function isLong(text: string): boolean {
  const value = Number(text);
  return json.test(text) && (!Number.isFinite(value) || (whole.test(text) && isRounded(text, value)));
}

const isRounded = (text: string, value: number) => !Number.isSafeInteger(value) && String(value) !== text;
const json = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const whole = /^-?\d+$/;

export const longNumber = (text: string): LongNumber =>
  Object.create(form, { [written]: { value: text, enumerable: true } });

/** What it can be compared with other numbers by: exact, but for those that have no bounds. */
export function sizeOf(long: LongNumber): number | bigint {
  const text = long[written];
  return whole.test(text) && text.length <= mostDigits ? BigInt(text) : Number(text);
}

/** With more, it is beyond every other number. */
const mostDigits = 400;

/** A JSON text's value, in which long numbers are kept as they were written. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return (manyDigits.test(text) || exponent.test(text)) && longWritten.test(text) ? (exact(text) ?? value) : value;
}

/** The first two are quick, and let few through that the third does not. */
const manyDigits = /\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d/;
const exponent = /\d[eE]\+?\d{3}/;
const longWritten = /[:,[]\s*-?(?:\d{16}|\d[\d.]*[eE]\+?\d{3})/;

/** Texts are skipped, as digits in them are none. */
const textOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;
/** Before what stands for a long number until it is read. */
const mark = "\u0000";

/** Undefined where it is nested too deep to be gone through. */
function exact(text: string): unknown {
  const marked = text.replaceAll(textOrNumber, (piece) => (isLong(piece) ? `"\\u0000${piece}"` : piece));
  try {
    return JSON.parse(marked, (_, value: unknown) => unmarked(value));
  } catch {
    return undefined;
  }
}

function unmarked(value: unknown): unknown {
  if (typeof value !== "string" || !value.startsWith(mark)) return value;
  const number = value.slice(mark.length);
  return isLong(number) ? longNumber(number) : value;
}
