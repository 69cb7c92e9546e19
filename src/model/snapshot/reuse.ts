import { chunkKey } from "../archive/chunk-name.ts";
import type { Chunk, Manifest } from "../archive/manifest.ts";
import { bucketSize, hourOf } from "../world/keys.ts";
import type { Partition } from "./partitions.ts";

/** What is done with a partition: taken from the parent as it is, read after what the parent has, or read whole. */
export type Reading =
  | { readonly kind: "keep"; readonly chunks: readonly Chunk[] }
  | { readonly kind: "extend"; readonly chunks: readonly Chunk[]; readonly after: string }
  | { readonly kind: "whole" };

/** A parent snapshot, as far as its child makes use of it. */
export interface Parent {
  readonly snapshotId: string;
  readonly tick: number;
  /** Of partitions whose chunks are all in the archive. */
  readonly partitions: ReadonlyMap<string, readonly Chunk[]>;
  /** Partitions some chunk of which is not there (any more) as it was stored. */
  readonly damaged: ReadonlySet<string>;
  /** All chunks of it that are in the archive, by their SHA-256. */
  readonly chunks: ReadonlyMap<string, Chunk>;
}

const key = ({ part, partition }: Pick<Chunk, "part" | "partition">) => `${part} ${partition}`;

/** What is stored, by `chunkKey`. */
export type StoredSizes = ReadonlyMap<string, Pick<Chunk, "storedBytes">>;

/** Whether a chunk is stored, as far as a listing tells: one of another size was cut off or written over. */
export const isStored = (stored: StoredSizes, chunk: Chunk) =>
  stored.get(chunkKey(chunk))?.storedBytes === chunk.storedBytes;

/** Indexes a parent's manifest by what of it is stored. */
export function parentOf(manifest: Manifest, stored: StoredSizes): Parent {
  const there = (chunk: Chunk) => isStored(stored, chunk);
  const partitions = new Map<string, Chunk[]>();
  for (const chunk of manifest.chunks) {
    const list = partitions.get(key(chunk)) ?? [];
    list.push(chunk);
    partitions.set(key(chunk), list);
  }
  const damaged = new Set([...partitions].filter(([, chunks]) => !chunks.every(there)).map(([name]) => name));
  for (const name of damaged) partitions.delete(name);
  const chunks = new Map(manifest.chunks.filter(there).map((chunk) => [chunk.sha256, chunk]));
  return { snapshotId: manifest.snapshotId, tick: manifest.tick, partitions, damaged, chunks };
}

/** True where a snapshot can rest on another: earlier rows of the same generation, and nothing in it that was only likely. */
export const canBeParent = (
  parent: Pick<Manifest, "gen" | "tick" | "seq" | "consistency" | "origin">,
  cut: { readonly gen: number; readonly tick: number; readonly seq: number },
) =>
  parent.consistency !== "fuzzy" &&
  // A generation elsewhere may have the same number.
  parent.origin === undefined &&
  parent.gen === cut.gen &&
  parent.tick <= cut.tick &&
  parent.seq <= cut.seq;

const small = 1_048_576;
const mostSmall = 16;
const mostSmallWhenSealed = 4;

/** `now` (milliseconds since the epoch) tells which rows may have expired. */
export function readingOf(
  partition: Partition,
  parent: Parent | undefined,
  { now, secondsPerTick }: { now: number; secondsPerTick: number },
): Reading {
  // Without a bound rows come and go as a foreign engine likes.
  if (parent === undefined || partition.through === undefined || parent.damaged.has(key(partition)))
    return { kind: "whole" };
  const chunks = parent.partitions.get(key(partition)) ?? [];
  const last = chunks.at(-1);
  if (last === undefined)
    return hourIsOver(partition, parent, secondsPerTick) ? { kind: "keep", chunks } : { kind: "whole" };
  if (chunks.some(({ expiresAt }) => expiresAt !== undefined && expiresAt * 1_000 <= now)) return { kind: "whole" };
  const pieces = chunks.filter(({ bytes }) => bytes < small).length;
  if (pieces > (partition.sealed ? mostSmallWhenSealed : mostSmall)) return { kind: "whole" };
  if (isComplete(partition, chunks) || hourIsOver(partition, parent, secondsPerTick)) return { kind: "keep", chunks };
  return { kind: "extend", chunks, after: last.to };
}

/** A full bucket stays as it is. */
const isComplete = ({ part, sealed }: Partition, chunks: readonly Chunk[]) =>
  part === "memories" && sealed && chunks.reduce((sum, { items }) => sum + items, 0) === bucketSize;

/** Events of an hour that was over at the parent's tick are all in the parent. */
const hourIsOver = ({ part, partition }: Partition, { tick }: Parent, secondsPerTick: number) =>
  part === "events" && Number(partition.split("#")[1]) < hourOf(tick, secondsPerTick);
