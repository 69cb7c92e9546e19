import { rowOf } from "../../model/archive/line.ts";
import type { Chunk, Manifest } from "../../model/archive/manifest.ts";
import { GworldError } from "../../model/error.ts";
import type { Item } from "../../model/item.ts";
import type { Archive } from "../../ports/archive.ts";
import type { Codec } from "../../ports/codec.ts";

/** Where a snapshot is, and what it is. */
export interface ChunkSource {
  readonly archive: Archive;
  readonly codec: Codec;
  readonly manifest: Pick<Manifest, "worldId" | "snapshotId" | "chunks">;
}

/** The world's own data, as the snapshot has it. */
export async function readWorldRow({ archive, codec, manifest }: ChunkSource): Promise<Item> {
  const { worldId, snapshotId, chunks } = manifest;
  const chunk = chunks.find(({ part }) => part === "world");
  const [row] = chunk === undefined ? [] : await readChunk({ archive, codec, worldId }, chunk);
  if (row !== undefined) return row;
  throw new GworldError("unverified", `${snapshotId} has no row of its world. Nothing was changed.`, {
    hint: "Restore another snapshot: gworld snapshot list",
  });
}

/** The rows of a chunk, their keys without generation. Throws `unverified` where it is not what the manifest says. */
export async function readChunk(
  { archive, codec, worldId }: { archive: Archive; codec: Codec; worldId: string },
  chunk: Chunk,
): Promise<readonly Item[]> {
  const stored = await archive.chunk(worldId, chunk);
  if (codec.sha256(stored) !== chunk.storedSha256) throw damaged(chunk, "its bytes are not those that were stored");
  const text = await codec.unpack(chunk.codec, stored, chunk.bytes);
  if (codec.sha256(text) !== chunk.sha256) throw damaged(chunk, "its rows are not those that were packed");
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length !== chunk.items) throw damaged(chunk, `it has not ${chunk.items} rows`);
  return lines.map(rowOf);
}

/** What a chunk holds, for people. */
export const chunkText = ({ part, partition, from, to, sha256 }: Chunk) =>
  `chunk ${sha256.slice(0, 12)} (${part}${partition === "" ? "" : ` of ${partition}`}, ${from} to ${to})`;

export const damaged = (chunk: Chunk, why: string) =>
  new GworldError("unverified", `The ${chunkText(chunk)} is damaged: ${why}. Nothing was changed.`, {
    hint: "Restore another snapshot: gworld snapshot list. gworld snapshot verify finds all that is damaged.",
  });
