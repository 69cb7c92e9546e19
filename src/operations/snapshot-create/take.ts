import { atOnce } from "../../model/at-once.ts";
import type { Checkpoint, SnapshotEntry } from "../../model/catalogue.ts";
import { GworldError } from "../../model/error.ts";
import { memoriesByAgent, miscounts, miscountText } from "../../model/snapshot/count.ts";
import { eventPartitions, memoryPartitions, type Extent, type Partition } from "../../model/snapshot/partitions.ts";
import { hasRows } from "../../model/snapshot/unfinished.ts";
import type { CutJob, Job } from "./job.ts";
import { readPartition } from "./read-partition.ts";
import { complete, seal, type SealOptions } from "./seal.ts";
import { settle, type Settled } from "./settle.ts";

/** Partitions read at once: each holds one chunk at most, and pages are counted. */
const most = 4;

/**
 * Takes one snapshot, or the rest of one that an earlier run has begun. Undefined when its moment is lost and it must not
 * have another.
 */
export async function take(
  job: Job,
  options: SealOptions & { readonly mayCutAgain: boolean },
): Promise<SnapshotEntry | undefined> {
  const manifest = await job.archive.manifest(job.entry.worldId, job.entry.snapshotId);
  if (manifest !== undefined)
    return complete(job, manifest, await job.ports.data.catalogue.checkpoints(job.entry), options);
  const settled = await settle(job, options.mayCutAgain);
  if (settled === undefined) return undefined;
  const { fence } = settled;
  let read: Read;
  try {
    read = await readRest(settled);
    await requireRows(settled.job);
  } catch (error) {
    await fence?.release().catch(() => undefined);
    throw error;
  }
  const entry = await judged(settled, read);
  return seal({ ...settled, job: { ...settled.job, entry } }, read.checkpoints, options);
}

/** Throws where a generation that a restore has retired may have been collected while it was read. */
async function requireRows({ entry, ports: { clock, data } }: CutJob): Promise<void> {
  const world = await data.worlds.get(entry.worldId);
  const { cut } = entry;
  if (cut === undefined || (world !== undefined && hasRows(world, cut.gen, clock.now()))) return;
  throw new GworldError("resumable", `What snapshot ${entry.snapshotId} is of was replaced, and is kept no more.`, {
    hint: "Run the same command again: that one is given up, and a new one is taken.",
  });
}

interface Read {
  readonly checkpoints: readonly Checkpoint[];
}

/** Reads all partitions that no checkpoint has. */
async function readRest({ job, world, agents, checkpoints }: Settled): Promise<Read> {
  const key = ({ part, partition }: Pick<Checkpoint, "part" | "partition">) => `${part} ${partition}`;
  const done = new Map(checkpoints.map((checkpoint) => [key(checkpoint), checkpoint]));
  const { consistency, cut } = job.entry;
  const bound = world.seqCommitted === undefined || cut === undefined ? undefined : { tick: cut.tick, seq: cut.seq };
  const extent: Extent = { bound, exact: consistency !== "fuzzy" };
  await atOnce(units(), { most, signal: job.signal }, async (partition, signal) => {
    const within: CutJob = { ...job, signal };
    for (const checkpoint of await readPartition(within, partition, world.secondsPerTick))
      done.set(key(checkpoint), checkpoint);
  });
  return { checkpoints: [...done.values()] };

  function* units(): Generator<Partition> {
    for (const partition of memoryPartitions(agents, extent)) if (isLeft(partition)) yield partition;
    for (const partition of eventPartitions(world, extent)) if (isLeft(partition)) yield partition;
  }
  function isLeft(partition: Partition) {
    // An open one may have others after it, of which no checkpoint tells.
    return partition.open || !done.has(key(partition));
  }
}

/** The entry with the class that was reached in the end. */
async function judged({ job, agents, fence }: Settled, { checkpoints }: Read): Promise<SnapshotEntry> {
  const { entry, ports } = job;
  const released = await fence?.release();
  const cut = released && entry.cut ? { ...entry.cut, pauseMs: released.pauseMs } : entry.cut;
  const counted = memoriesByAgent(
    agents,
    checkpoints.flatMap(({ chunks }) => chunks),
  );
  const wrong = entry.consistency === "fuzzy" ? [] : miscounts(agents, counted);
  const fresh = [
    ...(released !== undefined && released.outcome !== "released" ? [movedText] : []),
    ...(wrong.length > 0 ? [miscountText(wrong)] : []),
  ];
  for (const text of fresh) job.report({ kind: "warning", at: ports.clock.now(), text });
  const consistency = fresh.length > 0 ? "fuzzy" : entry.consistency;
  return { ...entry, cut, consistency, warnings: [...entry.warnings, ...fresh] };
}

const movedText = "The world was committed to while it was held: its engine does not honour the fence.";
