/** Keys in the order of their UTF-8 bytes, which is how S3 lists; JavaScript's own order differs above U+D7FF. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Surrogates, which stand for the characters above U+FFFF, come after all others. */
const rank = (unit: number) => (unit < 0xd800 ? unit : unit >= 0xe000 ? unit - 0x800 : unit + 0x2000);

/** The index of the first key that does not come before: all keys in front of it fulfil `before`. */
export function firstNot(keys: readonly string[], before: (key: string) => boolean, from = 0): number {
  let low = from;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(keys[middle] ?? "")) low = middle + 1;
    else high = middle;
  }
  return low;
}
