import { rowOf } from "../../model/archive/line.ts";
import type { Chunk, Manifest } from "../../model/archive/manifest.ts";
import { chunkText, isMissing, openChunk } from "../../model/archive/open-chunk.ts";
import { worldProblem } from "../../model/archive/row-problem.ts";
import { GworldError } from "../../model/error.ts";
import type { Item } from "../../model/item.ts";
import type { Archive } from "../../ports/archive.ts";
import type { Codec } from "../../ports/codec.ts";

/** Where a snapshot is, and what it is. */
export interface ChunkSource {
  readonly archive: Archive;
  readonly codec: Codec;
  readonly manifest: Pick<Manifest, "worldId" | "snapshotId" | "chunks" | "tick" | "seq">;
}

/** The world's own data, as the snapshot has it. */
export async function readWorldRow({ archive, codec, manifest }: ChunkSource): Promise<Item> {
  const { worldId, snapshotId, chunks } = manifest;
  const chunk = chunks.find(({ part }) => part === "world");
  const [row] = chunk === undefined ? [] : await readChunk({ archive, codec, worldId }, chunk);
  const problem = row && worldProblem(row, manifest);
  if (chunk !== undefined && problem !== undefined) throw damaged(chunk, problem);
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
  const body = await archive.chunk(worldId, chunk).catch((error: unknown) => {
    if (isMissing(error)) throw damaged(chunk, "it is missing");
    throw error;
  });
  const opened = await openChunk(codec, chunk, body);
  if ("problem" in opened) throw damaged(chunk, opened.problem);
  return opened.lines.map(rowOf);
}

export const damaged = (chunk: Chunk, why: string) =>
  new GworldError("unverified", `The ${chunkText(chunk)} is damaged: ${why}. Nothing was changed.`, {
    hint: "Restore another snapshot: gworld snapshot list. gworld snapshot verify finds all that is damaged.",
  });
