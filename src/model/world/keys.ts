import type { WorldTable } from "../names.ts";

/** The tables of a world in an archive, in the order in which they are written. */
export const worldParts = ["world", "agents", "memories", "objects", "events"] as const;
export type WorldPart = (typeof worldParts)[number];

export const partTables: Readonly<Record<WorldPart, WorldTable>> = {
  world: "Worlds",
  agents: "Agents",
  memories: "MemoryStreams",
  objects: "WorldObjects",
  events: "Events",
};

/** `g`: the physical generation that a row belongs to. */
export const generation = (worldId: string, gen: number) => `${worldId}@${gen}`;

/** Memories of one agent lie in partitions of so many; all but the last never change. */
export const bucketSize = 8_192;
export const bucketOf = (seqInAgent: number) => Math.floor(seqInAgent / bucketSize);

/** Sort keys order as text as they do as numbers. */
export const seqKey = (seq: number) => String(seq).padStart(12, "0");
export const tickKey = (tick: number, seq: number) => `${String(tick).padStart(12, "0")}#${seqKey(seq)}`;
export const hourKey = (hour: number) => String(hour).padStart(8, "0");
export const hourOf = (tick: number, secondsPerTick: number) => Math.floor((tick * secondsPerTick) / 3_600);

/** Partition keys without their generation, as archives name them. */
export const memoryPartition = (agentId: string, bucket: number) => `#${agentId}#${bucket}`;
export const eventPartition = (hour: number, shard: number) => `#${hourKey(hour)}#${shard}`;
