import { rowOf } from "../../model/archive/line.ts";
import type { Chunk } from "../../model/archive/manifest.ts";
import { openChunk } from "../../model/archive/open-chunk.ts";
import type { Checkpoint } from "../../model/catalogue.ts";
import type { Item } from "../../model/item.ts";
import { agentCount } from "../../model/snapshot/count.ts";
import type { AgentCount } from "../../model/snapshot/partitions.ts";
import type { WorldPart } from "../../model/world/keys.ts";
import type { Job } from "./job.ts";

/** The world's own row, read back from the archive; undefined where it is not what was stored. */
export async function storedWorld(job: Job, checkpoints: readonly Checkpoint[]): Promise<Item | undefined> {
  const [chunk] = chunksOf(checkpoints, "world");
  if (chunk === undefined) return {};
  const rows = await rowsOf(job, chunk);
  return rows && (rows[0] ?? {});
}

/** What agents counted, read back from the archive: the live rows have gone on. Undefined where some are not what was stored. */
export async function storedAgents(
  job: Job,
  checkpoints: readonly Checkpoint[],
): Promise<readonly AgentCount[] | undefined> {
  const counts: AgentCount[] = [];
  for (const chunk of chunksOf(checkpoints, "agents")) {
    const rows = await rowsOf(job, chunk);
    if (rows === undefined) return undefined;
    counts.push(...rows.flatMap((row) => [...agentCount(row)]));
  }
  return counts;
}

const chunksOf = (checkpoints: readonly Checkpoint[], part: WorldPart) =>
  checkpoints.flatMap((checkpoint) => (checkpoint.part === part ? checkpoint.chunks : []));

async function rowsOf({ archive, entry, ports }: Job, chunk: Chunk): Promise<readonly Item[] | undefined> {
  const opened = await openChunk(ports.data.codec, chunk, await archive.chunk(entry.worldId, chunk));
  return "problem" in opened ? undefined : opened.lines.map(rowOf);
}
