/** What a field holds: text, a number, a moment; truth is 1 and 0, and undefined that there is no such field. */
export type Value = string | number | Date | undefined;

export const truth = (is: boolean): Value => (is ? 1 : 0);
export const isTrue = (value: Value): boolean => value !== undefined && value !== 0 && value !== "";

const numeric = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i;

/** The number that a value is or spells. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === "string") return numeric.test(value) ? Number(value) : undefined;
  return value === undefined ? undefined : Number(value);
}

/** A value as results tell it; moments to the millisecond, in UTC. */
export function toText(value: Value): string | undefined {
  if (value instanceof Date) return value.toISOString().replace("T", " ").replace("Z", "");
  return value === undefined ? undefined : String(value);
}

/** Negative, zero or positive; numbers, and texts that spell them, by size, others by their characters. */
export function compare(a: Value, b: Value): number {
  const [left, right] = [toNumber(a), toNumber(b)];
  if (left !== undefined && right !== undefined) return left - right;
  const [before, after] = [toText(a) ?? "", toText(b) ?? ""];
  return before < after ? -1 : before > after ? 1 : 0;
}

/** The order of `sort`: nothing, then what is no number, part by part, then numbers (user guide, sort). */
export function sortOrder(a: Value, b: Value): number {
  const kind = rank(a) - rank(b);
  return kind !== 0 || rank(a) === 0 ? kind : rank(a) === 2 ? compare(a, b) : natural(toText(a) ?? "", toText(b) ?? "");
}

const rank = (value: Value) => (value === undefined ? 0 : toNumber(value) === undefined ? 1 : 2);

function natural(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.match(/\d+|\D+/g) ?? []);
  for (const [index, part] of (left ?? []).entries()) {
    const other = right?.[index];
    if (other === undefined) return 1;
    const order = compare(part, other);
    if (order !== 0) return order;
  }
  return (left?.length ?? 0) - (right?.length ?? 0);
}
