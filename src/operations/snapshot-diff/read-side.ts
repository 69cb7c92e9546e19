import { chunkText, isMissing, proveChunk } from "../../model/archive/open-chunk.ts";
import { damagedSnapshot } from "../../model/snapshot/damaged.ts";
import type { Codec } from "../../ports/codec.ts";
import type { OpenSnapshot } from "../open-snapshot.ts";
import type { ReadChunk } from "./cursor.ts";

/** Reads chunks of one snapshot. Throws `unverified` where one is missing, or not what the manifest says. */
export const chunkReader =
  ({ archive, entry }: OpenSnapshot, codec: Codec, signal: AbortSignal): ReadChunk =>
  async (chunk) => {
    signal.throwIfAborted();
    const damaged = (why: string) => damagedSnapshot(entry.snapshotId, `the ${chunkText(chunk)}: ${why}`);
    const stored = await archive.chunk(entry.worldId, chunk).catch((error: unknown) => {
      throw isMissing(error) ? damaged("it is missing") : error;
    });
    const proved = await proveChunk(codec, { chunk }, stored);
    // Merging relies on the order of keys.
    if ("problem" in proved) throw damaged(proved.problem);
    return proved;
  };
