import { compareKeys } from "../archive/key-order.ts";
import type { Chunk } from "../archive/manifest.ts";

/** A partition of two snapshots: the chunks of each that the other has not, in key order. */
export interface Pair extends Pick<Chunk, "part" | "partition"> {
  readonly a: readonly Chunk[];
  readonly b: readonly Chunk[];
}

/**
 * The partitions that are not equal chunk by chunk. Chunks of one partition do not overlap, so that an equal one holds no key
 * of any other: what is left of both sides can be compared without it.
 */
export function pairsOf(a: readonly Chunk[], b: readonly Chunk[]): readonly Pair[] {
  const [one, other] = [byPartition(a), byPartition(b)];
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((key) => {
    const [left, right] = [one.get(key) ?? [], other.get(key) ?? []];
    const [first = right[0]] = left;
    const pair = { a: without(left, right), b: without(right, left) };
    if (first === undefined || pair.a.length + pair.b.length === 0) return [];
    return [{ part: first.part, partition: first.partition, ...pair }];
  });
}

function byPartition(chunks: readonly Chunk[]): ReadonlyMap<string, readonly Chunk[]> {
  const found = new Map<string, Chunk[]>();
  for (const chunk of chunks) {
    const key = `${chunk.part} ${chunk.partition}`;
    const own = found.get(key);
    if (own === undefined) found.set(key, [chunk]);
    else own.push(chunk);
  }
  for (const own of found.values()) own.sort((a, b) => compareKeys(a.from, b.from));
  return found;
}

function without(chunks: readonly Chunk[], others: readonly Chunk[]): readonly Chunk[] {
  const known = new Set(others.map(({ sha256 }) => sha256));
  return chunks.filter(({ sha256 }) => !known.has(sha256));
}
