import { greatestChunk } from "../../src/model/archive/limits.ts";
import { rowOf } from "../../src/model/archive/line.ts";
import { parseManifest } from "../../src/model/archive/manifest-text.ts";
import type { Manifest } from "../../src/model/archive/manifest.ts";
import { listAt, mapOf, numberOf, stringOf, type Item } from "../../src/model/item.ts";
import type { WorldPart } from "../../src/model/world/keys.ts";
import type { WorldData } from "../../src/ports/world-data.ts";

export interface ReadSnapshot {
  readonly manifest: Manifest;
  readonly rows: Readonly<Record<WorldPart, readonly Item[]>>;
}

/** A snapshot as it is in the archive: its manifest, and all rows of its chunks. */
export async function readSnapshot(data: WorldData, worldId: string, snapshotId: string): Promise<ReadSnapshot> {
  const archive = await data.archive();
  const manifest = parseManifest((await archive.manifest(worldId, snapshotId)) ?? "");
  const rows: Record<WorldPart, Item[]> = { world: [], agents: [], memories: [], objects: [], events: [] };
  for (const chunk of manifest.chunks) {
    const text = await data.codec.unpack(chunk.codec, await archive.chunk(worldId, chunk), greatestChunk);
    for (const line of text.split("\n")) if (line !== "") rows[chunk.part].push(rowOf(line));
  }
  return { manifest, rows };
}

/** What keeps a snapshot from being one exact moment; nothing when it is one. */
export function inexactness({ manifest, rows }: ReadSnapshot): string[] {
  const world = rows.world[0];
  const { tick, seq } = manifest;
  const memories = new Set(
    rows.memories.map((row) => `${stringOf(row, "agentId") ?? ""} ${stringOf(row, "seq") ?? ""}`),
  );
  const found: string[] = [];
  if (numberOf(world, "tick") !== tick || numberOf(world, "seqCommitted") !== seq) found.push("the world's row");
  if (memories.size !== rows.memories.length) found.push("a memory twice");
  for (const event of rows.events)
    for (const value of listAt(event, "memories")) {
      const of = "M" in value ? value.M : undefined;
      const name = `${stringOf(of, "agentId") ?? ""} ${stringOf(of, "seq") ?? ""}`;
      if (!memories.has(name)) found.push(`an event lacks memory ${name}`);
    }
  for (const part of ["agents", "memories", "objects", "events"] as const)
    for (const row of rows[part]) if ((numberOf(row, "tick") ?? 0) > tick) found.push(`a row of ${part} is newer`);
  for (const agent of rows.agents) {
    const own = rows.memories.filter((row) => stringOf(row, "agentId") === stringOf(agent, "agentId"));
    if (own.length !== numberOf(agent, "memoryCount")) found.push(`${stringOf(agent, "agentId") ?? ""} counts wrong`);
    const mood = stringOf(mapOf(agent, "state"), "mood") ?? "";
    // Small worlds say twice when an agent was written last.
    if (mood.startsWith("calm at ") && mood !== `calm at ${numberOf(agent, "tick") ?? 0}`)
      found.push("an agent is torn");
  }
  if (rows.events.length !== numberOf(world, "eventCount")) found.push("events are missing");
  return found;
}
