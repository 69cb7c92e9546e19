import type { Manifest } from "../model/archive/manifest.ts";
import { eachPage } from "../model/each-page.ts";
import { type Item, numberOf, stringOf } from "../model/item.ts";
import { eventPartitions, memoryPartitions, nextBucket, type Partition } from "../model/snapshot/partitions.ts";
import { tableSchemas } from "../model/tables.ts";
import { generation, partTables, type WorldPart } from "../model/world/keys.ts";
import { worldOf } from "../model/world/row.ts";
import type { RowKey, Rows } from "../ports/rows.ts";
import type { Sure } from "./lease.ts";

/** A generation of a world that nobody reads any more. */
export interface Unread {
  readonly worldId: string;
  readonly gen: number;
  /** The data of its Worlds row, which says how far its events go. */
  readonly row: Item;
  /** Of a restore that was dropped: the partitions it may have begun to load. */
  readonly manifest?: Pick<Manifest, "chunks"> | undefined;
}

export interface CollectOptions {
  readonly signal: AbortSignal;
  /** Of the lease on the world: a generation that was had by a world that is gone may be another's by now. */
  readonly sure: Sure;
}

/**
 * Removes the rows of a generation and says how many there were. Agents go last: they tell where memories are, so that a
 * run that was cut off is done again whole.
 */
export async function collectGeneration(rows: Rows, unread: Unread, options: CollectOptions): Promise<number> {
  const g = generation(unread.worldId, unread.gen);
  let removed = 0;
  const empty = async (part: WorldPart, partition: string) => {
    const count = await emptyPartition(rows, { part, partition: `${g}${partition}` }, options);
    removed += count;
    return count;
  };
  for (const { part, partition } of unread.manifest?.chunks ?? [])
    if (part !== "world" && part !== "agents") await empty(part, partition);
  const agents = await agentsOf(rows, g, options.signal);
  for (const partition of memoryPartitions(agents, whole)) await emptyOpen(partition, empty);
  for (const { part, partition } of eventPartitions(worldOf(unread.row), whole)) await empty(part, partition);
  await empty("objects", "");
  await empty("agents", "");
  return removed;
}
export type CollectGeneration = typeof collectGeneration;

/** Every row, whoever committed it. */
const whole = { bound: undefined, exact: false } as const;

/** The last bucket that is known of may not be the last. */
async function emptyOpen(first: Partition, empty: (part: WorldPart, partition: string) => Promise<number>) {
  let partition = first;
  while ((await empty(partition.part, partition.partition)) > 0 && partition.open) partition = nextBucket(partition);
}

async function agentsOf(rows: Rows, g: string, signal: AbortSignal) {
  const agents: { agentId: string; memoryCount: number | undefined }[] = [];
  for await (const { items } of eachPage((after) => rows.page({ table: "Agents", partition: g, after }, signal)))
    for (const item of items)
      agents.push({ agentId: stringOf(item, "agentId") ?? "", memoryCount: numberOf(item, "memoryCount") });
  return agents;
}

async function emptyPartition(
  rows: Rows,
  { part, partition }: { part: WorldPart; partition: string },
  { signal, sure }: CollectOptions,
): Promise<number> {
  const table = partTables[part];
  const { sk = "" } = tableSchemas[table];
  let removed = 0;
  for await (const { items } of eachPage((after) => rows.page({ table, partition, after }, signal))) {
    const keys = items.map((item): RowKey => ({ pk: partition, sk: stringOf(item, sk) }));
    if (keys.length === 0) continue;
    await sure();
    await rows.remove(table, keys, signal);
    removed += keys.length;
  }
  return removed;
}
