import { rowProblem } from "../../model/archive/foreign.ts";
import { rowOf } from "../../model/archive/line.ts";
import type { Chunk } from "../../model/archive/manifest.ts";
import { chunkText, openChunk } from "../../model/archive/open-chunk.ts";
import { GworldError } from "../../model/error.ts";
import { stringOf, type Item } from "../../model/item.ts";
import { damagedSnapshot } from "../../model/snapshot/damaged.ts";
import { tableSchemas } from "../../model/tables.ts";
import { partTables } from "../../model/world/keys.ts";
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
      throw error instanceof GworldError && error.code === "notFound" ? damaged("it is missing") : error;
    });
    const opened = await openChunk(codec, chunk, stored);
    if ("problem" in opened) throw damaged(opened.problem);
    const { lines } = opened;
    const rows = lines.map((line) => onlyKeys(chunk, rowOf(line)));
    // Merging relies on the order of keys.
    const problem = rowProblem(chunk, rows);
    if (problem !== undefined) throw damaged(problem);
    const { sk = "" } = tableSchemas[partTables[chunk.part]];
    return { lines, keys: rows.map((row) => stringOf(row, sk) ?? "") };
  };

/** All that is looked at here: whole rows would take memory beside their lines. */
function onlyKeys({ part }: Chunk, row: Item): Item {
  const { pk, sk } = tableSchemas[partTables[part]];
  if (sk === undefined) return row;
  const keys = [pk, sk].flatMap((name) => {
    const value = row[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(keys);
}
