import { bucketSize, eventPartition, hourOf, memoryPartition, seqKey, tickKey, type WorldPart } from "../world/keys.ts";
import type { World } from "../world/world.ts";

/** One partition of rows that are only ever added: a piece of work of a snapshot. */
export interface Partition {
  readonly part: Extract<WorldPart, "memories" | "events">;
  /** Without its generation. */
  readonly partition: string;
  /** The greatest sort key that belongs to the cut; undefined reads to the end. */
  readonly through: string | undefined;
  /** True where no row will ever come after those of the cut. */
  readonly sealed: boolean;
  /** How many rows it must have; undefined where nobody counts. */
  readonly expected: number | undefined;
  /** True where the partition may be one of more that nobody knows of: while it has rows, the next is read too. */
  readonly open: boolean;
}

export interface AgentCount {
  readonly agentId: string;
  /** Undefined for an agent of an engine that does not count. */
  readonly memoryCount: number | undefined;
}

/** Which rows are read. */
export interface Extent {
  /** Rows beyond do not belong to the cut; undefined where no row says when it was committed. */
  readonly bound: { readonly tick: number; readonly seq: number } | undefined;
  /** True where agents and objects are of just that moment, so that their counts hold. */
  readonly exact: boolean;
}

/** The partitions of memories, agent by agent within each bucket, so that neighbours are of different agents. */
export function* memoryPartitions(agents: readonly AgentCount[], extent: Extent): Generator<Partition> {
  const most = Math.max(0, ...agents.map(bucketsOf));
  for (let bucket = 0; bucket < most; bucket += 1)
    for (const agent of agents) if (bucket < bucketsOf(agent)) yield memoryBucket(agent, bucket, extent);
}

/** An agent without a memory has a first bucket all the same: that it is empty is read, not believed. */
const bucketsOf = ({ memoryCount = 0 }: AgentCount) => Math.max(1, Math.ceil(memoryCount / bucketSize));

function memoryBucket({ agentId, memoryCount }: AgentCount, bucket: number, { bound, exact }: Extent): Partition {
  const rest = (memoryCount ?? 0) - bucket * bucketSize;
  return {
    part: "memories",
    partition: memoryPartition(agentId, bucket),
    through: bound && seqKey(bound.seq),
    sealed: exact && rest >= bucketSize,
    expected: exact && memoryCount !== undefined ? Math.min(Math.max(0, rest), bucketSize) : undefined,
    open: !exact && bucket === bucketsOf({ agentId, memoryCount }) - 1,
  };
}

/** The bucket after an open one. */
export function nextBucket(partition: Partition): Partition {
  const cut = partition.partition.lastIndexOf("#");
  const bucket = Number(partition.partition.slice(cut + 1));
  return { ...partition, partition: `${partition.partition.slice(0, cut)}#${bucket + 1}` };
}

/** The partitions of events up to a tick, hour by hour. */
export function* eventPartitions(
  { tick, secondsPerTick, eventShards }: Pick<World, "tick" | "secondsPerTick" | "eventShards">,
  { bound, exact }: Extent,
): Generator<Partition> {
  const last = hourOf(tick, secondsPerTick);
  for (let hour = 0; hour <= last; hour += 1)
    for (let shard = 0; shard < Math.max(1, eventShards); shard += 1)
      yield {
        part: "events",
        partition: eventPartition(hour, shard),
        // Every event of the tick belongs, whatever its seq: sequence numbers only go up.
        through: bound && tickKey(bound.tick, bound.seq),
        sealed: exact && hour < last,
        expected: undefined,
        open: false,
      };
}

/** The agent of a partition of memories: IDs may have `#` in them, buckets not. */
export const agentOf = (partition: string) => partition.slice(1, partition.lastIndexOf("#"));
