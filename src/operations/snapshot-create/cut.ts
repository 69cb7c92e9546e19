import type { Consistency } from "../../model/archive/manifest.ts";
import type { Cut } from "../../model/catalogue.ts";
import { GworldError } from "../../model/error.ts";
import { generation, partTables } from "../../model/world/keys.ts";
import { worldData } from "../../model/world/row.ts";
import type { World } from "../../model/world/world.ts";
import { setFence, worldIsGone, type HeldFence } from "./fence.ts";
import { gather, type Gathered } from "./gather.ts";
import type { Job } from "./job.ts";
import { standsStill } from "./still.ts";

/** A moment of a world, and its changing parts as they stood then. */
export interface Moment {
  readonly cut: Cut;
  readonly gathered: Gathered;
  /** The class that was reached. */
  readonly consistency: Consistency;
  readonly warnings: readonly string[];
  /** Still stands for `quiesce`: whoever gets it releases it. */
  readonly fence?: HeldFence | undefined;
}

const attempts = 3;

/**
 * Settles the moment of a snapshot. A world is held off only where it does not stand still by itself for as long as it takes to
 * read; an engine that then commits through the fence three times makes it `fuzzy`.
 */
export async function settleMoment(job: Job): Promise<Moment> {
  const { consistency } = job.entry;
  if (consistency === "fuzzy") return loose(job, []);
  await openConnections(job);
  const still = consistency === "tick" ? await standsStill(job) : undefined;
  if (still !== undefined) return exact(job, { ...still, consistency, pauseMs: 0 });
  let warning = "";
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const moment = await behindFence(job, attempt, consistency);
    if (typeof moment !== "string") return moment;
    warning = troubles[moment];
    await job.ports.clock.wait(200 * 2 ** attempt, job.signal);
  }
  return loose(job, [warning]);
}

/** Why a moment behind a fence was none. */
const troubles = {
  moved: `The world was committed to behind its fence ${attempts} times: its engine does not honour it.`,
  partial: `Rows that the last tick has changed were not to be seen in ${attempts} looks: its engine counts others (changedRows).`,
} as const;

/** Asks both tables of a generation that never is: the handshakes of the first requests are no part of the time between two ticks. */
async function openConnections({ rows, entry, signal }: Job): Promise<void> {
  const partition = generation(entry.worldId, 0);
  await Promise.all([
    rows.page({ table: partTables.agents, partition }, signal),
    rows.page({ table: partTables.objects, partition }, signal),
  ]);
}

async function behindFence(
  job: Job,
  attempt: number,
  consistency: Consistency,
): Promise<Moment | keyof typeof troubles> {
  const fence = await setFence(job, attempt);
  if (fence === undefined) throw worldIsGone(job.entry.worldId);
  const kept = consistency === "quiesce";
  let moment: Moment | undefined;
  try {
    if (kept) fence.prolong();
    const gathered = await gather(job, fence.world);
    const standing = kept ? await stands(job, fence) : (await fence.release()).outcome === "released";
    if (!standing) return "moved";
    if (gathered.unseen > 0) return "partial";
    const pauseMs = kept ? 0 : (await fence.release()).pauseMs;
    moment = exact(job, { world: fence.world, gathered, consistency, pauseMs });
    return kept ? { ...moment, fence } : moment;
  } finally {
    // A world waits for nobody who has failed.
    if (!kept || moment === undefined) await fence.release().catch(() => undefined);
  }
}

async function stands({ ports, entry }: Job, { world, id }: HeldFence): Promise<boolean> {
  const now = await ports.data.worlds.get(entry.worldId);
  return now?.fence?.id === id && now.tick === world.tick && now.epoch === world.epoch;
}

function exact(
  { ports }: Job,
  { world, gathered, consistency, pauseMs }: Omit<Moment, "cut" | "warnings"> & { world: World; pauseMs: number },
): Moment {
  const { newer } = gathered;
  const cut = cutOf(world, pauseMs, ports.clock.now());
  if (newer.length === 0) return { cut, gathered, consistency, warnings: [] };
  const more = newer.length > 1 ? ` and ${newer.length - 1} more` : "";
  const warning = `Rows are newer than tick ${world.tick}: ${newer[0] ?? ""}${more}. Somebody writes beside the engine.`;
  return { cut, gathered, consistency: "fuzzy", warnings: [warning] };
}

/** Rows as they are, without holding anybody up. The world's row is read last: what it counts as committed covers the others. */
async function loose(job: Job, warnings: readonly string[]): Promise<Moment> {
  const { ports, entry, signal } = job;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const before = await ports.data.worlds.get(entry.worldId);
    if (before === undefined) throw worldIsGone(entry.worldId);
    const { agents, pages } = await gather(job, before);
    const world = await ports.data.worlds.get(entry.worldId);
    if (world?.gen === before.gen) {
      const gathered: Gathered = { agents, newer: [], unseen: 0, pages: { ...pages, world: [[worldData(world.row)]] } };
      return { cut: cutOf(world, 0, ports.clock.now()), gathered, consistency: "fuzzy", warnings };
    }
    await ports.clock.wait(1_000, signal);
  }
  throw new GworldError("resumable", `${entry.worldId} was restored again and again while it was read.`, {
    hint: "Run the same command again when the restores have ended.",
  });
}

const cutOf = ({ tick, seqCommitted = 0, epoch, gen }: World, pauseMs: number, now: number): Cut => ({
  tick,
  seq: seqCommitted,
  epoch,
  gen,
  pauseMs,
  at: new Date(now).toISOString(),
});
