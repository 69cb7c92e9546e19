import { worldParts } from "../world/keys.ts";
import type { Chunk } from "./manifest.ts";

type Sha256 = (content: string) => string;

/**
 * The root of a binary tree over the chunks' SHA-256 in order. A node is the SHA-256 of `1` and its two children in hex, a leaf of
 * `0` and the chunk's, so that neither passes for the other; an odd one goes up as it is. Without chunks: the SHA-256 of nothing.
 */
export function merkleRoot(chunks: readonly Pick<Chunk, "sha256">[], sha256: Sha256): string {
  let level = chunks.map((chunk) => sha256(`0${chunk.sha256}`));
  while (level.length > 1) {
    const next: string[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const [left = "", right] = [level[index], level[index + 1]];
      next.push(right === undefined ? left : sha256(`1${left}${right}`));
    }
    level = next;
  }
  return level[0] ?? sha256("");
}

/**
 * SHA-256 over one line a part, in the order of parts: its name, its number of rows, and the sum of its chunks' sums modulo
 * 2^256 in hex, with blanks between and a line end after each. Equal rows give an equal hash, however they are cut into chunks.
 */
export function contentHash(chunks: readonly Pick<Chunk, "part" | "items" | "sum">[], sha256: Sha256): string {
  const lines = worldParts.map((part) => {
    const own = chunks.filter((chunk) => chunk.part === part);
    return `${part} ${own.reduce((rows, { items }) => rows + items, 0)} ${totalSum(own.map(({ sum }) => sum))}\n`;
  });
  return sha256(lines.join(""));
}

const modulus = 1n << 256n;

export const totalSum = (sums: readonly string[]): string =>
  (sums.reduce((total, sum) => total + BigInt(`0x${sum}`), 0n) % modulus).toString(16).padStart(64, "0");
