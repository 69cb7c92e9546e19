import type { RestoreEntry } from "../../model/catalogue.ts";
import { GworldError } from "../../model/error.ts";
import type { Item } from "../../model/item.ts";
import type { RestorePlan } from "../../model/restore/plan.ts";
import type { LoadedPart } from "../../model/restore/request.ts";
import { readChunk } from "./read-chunk.ts";
import { collectDue } from "./due.ts";
import type { RestoreJob, RestoreOptions, RestorePorts } from "./job.ts";
import { loadChunks } from "./load.ts";

/** What a restore has made of a world. */
export interface Restored {
  readonly restoreId: string;
  readonly snapshotId: string;
  readonly worldId: string;
  readonly mode: "new" | "replace";
  readonly items: Readonly<Record<LoadedPart, number>>;
  readonly seconds: number;
  readonly result: "restored" | "unchanged";
  readonly status: string;
  readonly tick: number;
  /** Until when `restore --undo` brings back what was there before (ISO); null for a new world. */
  readonly undoUntil: string | null;
}

/** The old generation stays so long. */
const undoFor = 24 * 3_600_000;
/** A claim says until when it is likely over; it stands until the restore ends or is dropped. */
const claimFor = 6 * 3_600_000;

/** The restore itself, under the lease on its world. */
export async function applyUnder(ports: RestorePorts, plan: RestorePlan, options: RestoreOptions): Promise<Restored> {
  const { clock, data } = ports;
  const begun = clock.now();
  if (plan.done !== undefined)
    return answer(plan, plan.done, { result: "unchanged", seconds: plan.done.seconds ?? 0 }, ports);
  await collectDue(ports, plan.worldId, options);
  const archive = await data.archive(plan.request.from);
  const entry = plan.unfinished ?? (await claim(ports, plan));
  if (plan.unfinished !== undefined)
    options.report({
      kind: "said",
      at: clock.now(),
      text: `Going on with ${entry.restoreId}: ${entry.loaded.size} chunks are loaded`,
    });
  const throttled = (action: string) => options.report({ kind: "throttled", at: clock.now(), action });
  const rows = data.rows({ maxWriteUnits: options.maxWriteUnits, throttled });
  const job: RestoreJob = { ports, plan, archive, rows, entry, signal: options.signal, report: options.report };
  try {
    const row = await worldRow(job);
    await loadChunks(job);
    await flip(job, row, begun);
  } catch (error) {
    if (error instanceof GworldError && error.code === "unverified") await drop(job);
    throw error;
  }
  options.report({ kind: "flipped", at: clock.now() });
  return answer(plan, entry, { result: "restored", seconds: secondsSince(ports, begun) }, ports);
}

const secondsSince = ({ clock }: RestorePorts, begun: number) => Math.round((clock.now() - begun) / 100) / 10;

async function claim({ clock, data, identity }: RestorePorts, plan: RestorePlan): Promise<RestoreEntry> {
  const { worldId, mode, manifest, world, request } = plan;
  const [{ arn }, before] = await Promise.all([identity.caller(), data.catalogue.restores(worldId)]);
  const restoreId = data.ids.next();
  const entry: RestoreEntry = {
    restoreId,
    worldId,
    state: "LOADING",
    createdAt: new Date(data.ids.momentOf(restoreId)).toISOString(),
    createdBy: arn,
    snapshotId: manifest.snapshotId,
    sourceWorldId: manifest.worldId,
    mode,
    // Also of restores that were dropped, some rows may still be there.
    gen: Math.max(world?.lastGen ?? 0, ...before.map(({ gen }) => gen)) + 1,
    loaded: new Set(),
    options: { ttl: request.ttl, ...(request.from !== undefined && { from: request.from }) },
  };
  const now = clock.now();
  const refusal = await data.catalogue.claim(entry, { now, until: now + claimFor });
  if (refusal === undefined) return entry;
  const said = {
    exists: "has come into being meanwhile",
    absent: "is gone",
    claimed: "is being restored or changed by somebody else",
  };
  throw new GworldError(refusal === "claimed" ? "locked" : "refused", `${worldId} ${said[refusal]}.`, {
    hint: `See it: gworld worlds show ${worldId}`,
  });
}

/** The world's own data, as the snapshot has it. */
async function worldRow({ ports, plan, archive }: RestoreJob): Promise<Item> {
  const { manifest } = plan;
  const chunk = manifest.chunks.find(({ part }) => part === "world");
  const from = { archive, codec: ports.data.codec, worldId: manifest.worldId };
  const [row] = chunk === undefined ? [] : await readChunk(from, chunk);
  if (row !== undefined) return row;
  throw new GworldError("unverified", `${manifest.snapshotId} has no row of its world. Nothing was changed.`, {
    hint: "Restore another snapshot: gworld snapshot list",
  });
}

async function flip({ ports, plan, entry }: RestoreJob, row: Item, begun: number): Promise<void> {
  const { clock, data } = ports;
  const { worldId, restoreId, gen, mode } = entry;
  const world = await data.worlds.get(worldId);
  const status = mode === "replace" && world?.status !== "paused" ? "active" : "paused";
  const now = clock.now();
  const items = { world: 1, ...counts(plan) };
  const flipped = await data.catalogue.flip(
    { worldId, restoreId, gen, row, status },
    { items, seconds: secondsSince(ports, begun) },
    { now, retireUntil: now + undoFor },
  );
  if (flipped) return;
  throw new GworldError("locked", `The claim on ${worldId} is not ours any more: somebody has dropped this restore.`, {
    hint: `See it: gworld worlds show ${worldId}`,
  });
}

/** What was loaded is removed by the next restore of the world, where it cannot be now. */
async function drop({ ports, entry }: RestoreJob): Promise<void> {
  await ports.data.catalogue.abort(entry);
}

const counts = ({ parts }: RestorePlan) => ({
  agents: parts.agents.items,
  memories: parts.memories.items,
  objects: parts.objects.items,
  events: parts.events.items,
});

async function answer(
  plan: RestorePlan,
  { restoreId, worldId, mode }: RestoreEntry,
  { result, seconds }: Pick<Restored, "result" | "seconds">,
  { data }: RestorePorts,
): Promise<Restored> {
  const world = await data.worlds.get(worldId);
  const old = world?.retired.find((one) => one.restoreId === restoreId);
  return {
    restoreId,
    snapshotId: plan.manifest.snapshotId,
    worldId,
    mode,
    items: counts(plan),
    seconds,
    result,
    status: world?.status ?? "",
    tick: plan.manifest.tick,
    undoUntil: old === undefined ? null : new Date(old.until).toISOString(),
  };
}
