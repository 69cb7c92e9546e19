import { greatestChunk } from "../../model/archive/limits.ts";
import { rowOf } from "../../model/archive/line.ts";
import type { Chunk } from "../../model/archive/manifest.ts";
import type { Checkpoint } from "../../model/catalogue.ts";
import type { Item } from "../../model/item.ts";
import { agentCount } from "../../model/snapshot/count.ts";
import type { AgentCount } from "../../model/snapshot/partitions.ts";
import type { WorldPart } from "../../model/world/keys.ts";
import type { Job } from "./job.ts";

/** The world's own row, read back from the archive. */
export async function storedWorld(job: Job, checkpoints: readonly Checkpoint[]): Promise<Item> {
  for await (const item of rowsOf(job, chunksOf(checkpoints, "world"))) return item;
  return {};
}

/** What agents counted, read back from the archive: the live rows have gone on. */
export async function storedAgents(job: Job, checkpoints: readonly Checkpoint[]): Promise<readonly AgentCount[]> {
  const counts: AgentCount[] = [];
  for await (const item of rowsOf(job, chunksOf(checkpoints, "agents"))) counts.push(...agentCount(item));
  return counts;
}

const chunksOf = (checkpoints: readonly Checkpoint[], part: WorldPart) =>
  checkpoints.flatMap((checkpoint) => (checkpoint.part === part ? checkpoint.chunks : []));

async function* rowsOf({ archive, entry, ports }: Job, chunks: readonly Chunk[]): AsyncGenerator<Item> {
  for (const chunk of chunks) {
    const stored = await archive.chunk(entry.worldId, chunk);
    const text = await ports.data.codec.unpack(chunk.codec, stored, greatestChunk);
    for (const line of text.split("\n")) if (line !== "") yield rowOf(line);
  }
}
