import type { Checkpoint } from "../../model/catalogue.ts";
import { nextBucket, type Partition } from "../../model/snapshot/partitions.ts";
import { readingOf, type Reading } from "../../model/snapshot/reuse.ts";
import { partTables } from "../../model/world/keys.ts";
import type { CutJob } from "./job.ts";
import { packRows } from "./pack.ts";
import { pagesOf } from "./pages.ts";

/** Brings one partition into the archive, and those after it that nobody knew of. What was read is checkpointed. */
export async function readPartition(
  job: CutJob,
  partition: Partition,
  secondsPerTick: number,
): Promise<readonly Checkpoint[]> {
  const done: Checkpoint[] = [];
  for (let next: Partition | undefined = partition; next !== undefined;) {
    const checkpoint = await readOne(job, next, secondsPerTick);
    done.push(checkpoint);
    next = next.open && checkpoint.chunks.length > 0 ? nextBucket(next) : undefined;
  }
  return done;
}

async function readOne(job: CutJob, partition: Partition, secondsPerTick: number): Promise<Checkpoint> {
  const now = job.ports.clock.now();
  const reading = readingOf(partition, job.parent, { now, secondsPerTick });
  if (reading.kind === "keep") return { ...placeOf(partition), chunks: reading.chunks, newBytes: 0 };
  const first = await read(job, partition, reading);
  // A parent that counted wrong is not believed: what is in the table decides.
  const again = reading.kind === "extend" && partition.expected !== undefined && itemsOf(first) !== partition.expected;
  const done = again ? await read(job, partition, { kind: "whole" }) : first;
  const isKnown = reading.kind === "extend" && done.chunks.length === reading.chunks.length && !again;
  if (done.chunks.length > 0 && !isKnown) await job.ports.data.catalogue.addCheckpoint(job.entry, done);
  return done;
}

async function read(job: CutJob, partition: Partition, reading: Exclude<Reading, { kind: "keep" }>) {
  const { part, through } = partition;
  const query = {
    table: partTables[part],
    partition: `${job.generation}${partition.partition}`,
    after: reading.kind === "extend" ? reading.after : undefined,
    through,
  };
  const fresh = await packRows(job, placeOf(partition), pagesOf(job, query));
  return reading.kind === "extend" ? { ...fresh, chunks: [...reading.chunks, ...fresh.chunks] } : fresh;
}

const placeOf = ({ part, partition }: Partition) => ({ part, partition });
const itemsOf = ({ chunks }: Checkpoint) => chunks.reduce((sum, { items }) => sum + items, 0);
