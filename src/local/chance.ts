/** A number in 0..1 that a seed and a position always give (splitmix32). */
export function chance(seed: number, position: number): number {
  let state = (seed * 0x9e3779b1 + position * 0x85ebca6b) | 0;
  state = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  state = Math.imul(state ^ (state >>> 15), 0x735a2d97);
  return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
}
