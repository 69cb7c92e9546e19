import { moved } from "../../model/archive/line.ts";
import { atOnce } from "../../model/at-once.ts";
import { eachPage } from "../../model/each-page.ts";
import type { Item } from "../../model/item.ts";
import { type ByPart, byPart, isAsked, type LoadedPart } from "../../model/restore/parts.ts";
import { agentCount } from "../../model/snapshot/count.ts";
import {
  type AgentCount,
  eventPartitions,
  memoryPartitions,
  nextBucket,
  type Partition,
} from "../../model/snapshot/partitions.ts";
import { generation, partTables } from "../../model/world/keys.ts";
import type { RestoreJob } from "./job.ts";
import { putInSets } from "./put-in-sets.ts";

/** Each holds one page. */
const partitionsAtOnce = 4;
/** A moving number is not told more often, in milliseconds. */
const tellEvery = 250;

interface Copying {
  readonly job: RestoreJob;
  readonly from: string;
  readonly to: string;
  readonly copied: (part: LoadedPart, items: readonly Item[]) => void;
}

/**
 * Copies what stays of a world into the generation that is being loaded, up to what is committed, and says how many rows
 * that were. Done again it writes the same rows: the world has not moved since, or nothing of it is ever shown.
 */
export async function copyKept(job: RestoreJob): Promise<ByPart<number>> {
  const { entry, plan, ports, report, signal } = job;
  const { standing, worldId } = entry;
  const counts = { agents: 0, memories: 0, objects: 0, events: 0 };
  if (standing === undefined) return counts;
  const agents: AgentCount[] = [];
  let toldAt = -Infinity;
  const copied = (part: LoadedPart, items: readonly Item[]) => {
    counts[part] += items.length;
    if (part === "agents") agents.push(...items.flatMap(agentCount));
    const at = ports.clock.now();
    if (at - toldAt < tellEvery) return;
    toldAt = at;
    const rows = counts.agents + counts.memories + counts.objects + counts.events;
    report({ kind: "copied", at, rows, ofRows: plan.kept?.items ?? 0 });
  };
  const copying: Copying = { job, copied, from: generation(worldId, standing.gen), to: generation(worldId, entry.gen) };
  const { tick, seqCommitted: seq } = standing;
  // Nobody is believed on how many rows there are: partitions are read until there is none.
  const extent = { bound: seq === undefined ? undefined : { tick, seq }, exact: false };
  const many = { most: partitionsAtOnce, signal };
  const stays = byPart((part) => !isAsked(plan.request.only, part));
  if (stays.agents) {
    // They go first: by them whoever removes a restore that was dropped finds memories.
    await copyPartition(copying, { ...whole, part: "agents" }, signal);
    await atOnce(memoryPartitions(agents, extent), many, (partition, one) => copyOpen(copying, partition, one));
  }
  if (stays.objects) await copyPartition(copying, { ...whole, part: "objects" }, signal);
  if (stays.events)
    await atOnce(eventPartitions(standing, extent), many, (partition, one) => copyOpen(copying, partition, one));
  return counts;
}

const whole = { partition: "", through: undefined } as const;

/** The last bucket that is known of may not be the last. */
async function copyOpen(copying: Copying, first: Partition, signal: AbortSignal): Promise<void> {
  let partition = first;
  while ((await copyPartition(copying, partition, signal)) > 0 && partition.open) partition = nextBucket(partition);
}

/** Page by page; returns how many rows there were. */
async function copyPartition(
  { job, from, to, copied }: Copying,
  { part, partition, through }: { part: LoadedPart; partition: string; through: string | undefined },
  signal: AbortSignal,
): Promise<number> {
  const table = partTables[part];
  let rows = 0;
  const query = { table, partition: `${from}${partition}`, through };
  for await (const page of eachPage((after) => job.rows.page({ ...query, after }, signal))) {
    const items = page.items.map((item) => moved(table, item, { from, to }));
    await putInSets(job.rows, { table, items }, { signal, sure: job.sure, put: () => undefined });
    copied(part, page.items);
    rows += items.length;
  }
  return rows;
}
