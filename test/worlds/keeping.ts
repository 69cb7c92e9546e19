import { collectGeneration } from "../../src/operations/collect.ts";
import { collectLeft } from "../../src/operations/collect-left.ts";
import { beingRead, dropSnapshots, unneededChunks } from "../../src/operations/drop-snapshots.ts";
import { withLease } from "../../src/operations/lease.ts";
import { collectDue } from "../../src/operations/restore/due.ts";
import { deleteSnapshot, planSnapshotDelete } from "../../src/operations/snapshot-delete.ts";
import { applyPrune, planPrune } from "../../src/operations/snapshot-prune.ts";
import type { RetentionPolicy } from "../../src/model/retention.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import { snapshotPorts } from "./taking.ts";

const means = {
  withLease,
  drop: dropSnapshots,
  unneeded: unneededChunks,
  beingRead,
  collectLeft: collectLeft({ withLease, collectDue, collect: collectGeneration }),
};

/** Deletes as the command does. */
export async function removeSnapshot(data: WorldData, snapshotId: string) {
  const ports = snapshotPorts(data);
  const plan = await planSnapshotDelete(ports, snapshotId);
  const signal = new AbortController().signal;
  return deleteSnapshot(ports, plan, { ...means, signal, waiting: () => undefined });
}

/** The machine's clock, so many hours ahead. */
export const hoursAhead = (hours: number): Clock => ({
  ...systemClock,
  now: () => systemClock.now() + hours * 3_600_000,
});

interface Pruning {
  readonly worldId?: string;
  readonly policy?: RetentionPolicy;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** Between the plan and its application. */
  readonly meanwhile?: () => Promise<unknown>;
}

/** Prunes as the command does, and remembers what was told. */
export async function prune(data: WorldData, { worldId, policy = { last: 1 }, ...rest }: Pruning = {}) {
  const ports = snapshotPorts(data, rest.clock);
  const plan = await planPrune(ports, policy, { worldId, ...means });
  await rest.meanwhile?.();
  const told: string[] = [];
  const done = await applyPrune(ports, plan, {
    ...means,
    signal: rest.signal ?? new AbortController().signal,
    say: (text) => told.push(text),
    command: "gworld snapshot prune --keep-last 1 -e dev",
  });
  return { plan, done, told };
}

/** Names of all chunks a world has in the archive. */
export async function storedChunks(data: WorldData, worldId: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const page of (await data.archive()).chunks(worldId)) names.push(...page.map(({ sha256 }) => sha256));
  return names;
}
