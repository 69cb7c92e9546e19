import { worldProblem } from "../../model/archive/row-problem.ts";
import type { Checkpoint, Cut, SnapshotEntry } from "../../model/catalogue.ts";
import { canBeParent, isStored, parentOf, type Parent, type StoredSizes } from "../../model/snapshot/reuse.ts";
import type { AgentCount } from "../../model/snapshot/partitions.ts";
import { generation } from "../../model/world/keys.ts";
import { worldData, worldOf } from "../../model/world/row.ts";
import type { World } from "../../model/world/world.ts";
import { settleMoment } from "./cut.ts";
import type { HeldFence } from "./fence.ts";
import { mutableParts } from "./gather.ts";
import type { CutJob, Job } from "./job.ts";
import { overtaken } from "./overtaken.ts";
import { packRows } from "./pack.ts";
import { readParent } from "./parent.ts";
import { storedAgents, storedWorld } from "./stored-rows.ts";

/** A snapshot whose moment is settled: its changing parts are in the archive and checkpointed. */
export interface Settled {
  readonly job: CutJob;
  /** As it stood at that moment. */
  readonly world: World;
  readonly agents: readonly AgentCount[];
  /** What needs no reading any more. */
  readonly checkpoints: readonly Checkpoint[];
  readonly fence?: HeldFence | undefined;
}

/**
 * Settles a snapshot's moment: the one an earlier run has settled, where all of it is there, else a new one.
 * Undefined when it had one that is lost and must not have another.
 */
export async function settle(job: Job, mayCutAgain: boolean): Promise<Settled | undefined> {
  const found = await settledBefore(job);
  if (found !== undefined) return found;
  if (job.entry.cut !== undefined && !mayCutAgain) return undefined;
  return settleAnew(job);
}

async function settledBefore(job: Job): Promise<Settled | undefined> {
  const { cut, consistency, worldId } = job.entry;
  // The engine has gone on since the fence fell: `quiesce` begins again.
  if (cut === undefined || consistency === "quiesce") return undefined;
  const [all, stored] = await Promise.all([
    job.ports.data.catalogue.checkpoints(job.entry),
    job.archive.stored(worldId),
  ]);
  const checkpoints = all.filter(({ chunks }) => chunks.every((chunk) => isStored(stored, chunk)));
  if (!mutableParts.every((part) => checkpoints.some((one) => one.part === part))) return undefined;
  const [row, agents] = [await storedWorld(job, checkpoints), await storedAgents(job, checkpoints)];
  if (row === undefined || agents === undefined || worldProblem(row, cut) !== undefined) return undefined;
  const world: World = { ...worldOf(row), worldId, gen: cut.gen, epoch: cut.epoch };
  return { job: await cutJob(job, cut, { stored, resumed: true }), world, agents, checkpoints };
}

async function settleAnew(job: Job): Promise<Settled> {
  const { catalogue } = job.ports.data;
  if (job.entry.cut !== undefined) await catalogue.removeCheckpoints(job.entry);
  const { cut, gathered, consistency, warnings, fence } = await settleMoment(job);
  try {
    const pauseMs = consistency === "tick" ? cut.pauseMs : undefined;
    job.report({ kind: "cut", at: job.ports.clock.now(), tick: cut.tick, pauseMs });
    for (const text of warnings) job.report({ kind: "warning", at: job.ports.clock.now(), text });
    const entry: SnapshotEntry = { ...job.entry, cut, consistency, warnings };
    const begun = await cutJob({ ...job, entry }, cut, { stored: undefined, resumed: false });
    await job.sure();
    if (job.entry.cut !== undefined) await noteAnew(begun, cut);
    const checkpoints: Checkpoint[] = [];
    for (const part of mutableParts) {
      const checkpoint = await packRows(begun, { part, partition: "" }, gathered.pages[part]);
      await catalogue.addCheckpoint(entry, checkpoint);
      checkpoints.push(checkpoint);
    }
    const parent = begun.parent?.snapshotId;
    const isOurs = await catalogue.changeSnapshot(entry, "CREATING", { cut, consistency, warnings, parent });
    if (!isOurs) throw overtaken(entry);
    const row = gathered.pages.world[0]?.[0] ?? worldData({});
    const world: World = { ...worldOf(row), worldId: entry.worldId, gen: cut.gen, epoch: cut.epoch };
    return { job: { ...begun, entry: { ...entry, parent } }, world, agents: gathered.agents, checkpoints, fence };
  } catch (error) {
    await fence?.release().catch(() => undefined);
    throw error;
  }
}

/** Before any row of it: else whoever goes on takes those of this moment for those of the one before. */
async function noteAnew({ entry, ports }: Job, cut: Cut): Promise<void> {
  if (!(await ports.data.catalogue.changeSnapshot(entry, "CREATING", { cut }))) throw overtaken(entry);
}

/** What the cut's generation and the parent mean for reading. The parent counts only where it is of the same generation. */
async function cutJob(
  job: Job,
  cut: Cut,
  { stored, resumed }: { stored: StoredSizes | undefined; resumed: boolean },
): Promise<CutJob> {
  const { worldId } = job.entry;
  const parent = await usableParent(job, cut, stored);
  return { ...job, generation: generation(worldId, cut.gen), parent, resumed };
}

async function usableParent(
  { ports: { clock, data }, archive, report, entry: { worldId, parent } }: Job,
  cut: Cut,
  stored: StoredSizes | undefined,
): Promise<Parent | undefined> {
  const entry = parent === undefined ? undefined : await data.catalogue.snapshot(parent);
  if (entry?.state !== "COMPLETE") return undefined;
  const { manifest, warning } = await readParent(data, entry);
  if (warning !== undefined) report({ kind: "warning", at: clock.now(), text: warning });
  if (manifest === undefined || !canBeParent(manifest, cut)) return undefined;
  return parentOf(manifest, stored ?? (await archive.stored(worldId)));
}
