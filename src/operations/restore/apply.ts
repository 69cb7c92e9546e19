import type { RestoreEntry } from "../../model/catalogue.ts";
import { secondsBetween } from "../../model/duration.ts";
import { GworldError } from "../../model/error.ts";
import type { Item } from "../../model/item.ts";
import { partialRow } from "../../model/restore/partial-row.ts";
import { type ByPart, byPart, type LoadedPart, onlyText } from "../../model/restore/parts.ts";
import type { RestorePlan } from "../../model/restore/plan.ts";
import { momentAfter } from "../../model/restore/standing.ts";
import { undoFor } from "../../model/restore/undo-for.ts";
import { nextGeneration } from "../../model/world/next-generation.ts";
import { movedOn, standingFor } from "./around.ts";
import { checkChunks } from "./check-chunks.ts";
import { copyKept } from "./copy.ts";
import { courseUnder } from "./course.ts";
import { dropRestore } from "./drop.ts";
import { collectDue } from "./due.ts";
import { flipUnknown, lostClaim, stillFenced, unclaimed, unread } from "./end.ts";
import type { LeasedOptions, RestoreJob, RestorePorts } from "./job.ts";
import { loadRows } from "./load-rows.ts";
import { readWorldRow } from "./read-chunk.ts";

/** What a restore has made of a world. */
export interface Restored {
  readonly restoreId: string;
  readonly snapshotId: string;
  readonly worldId: string;
  readonly mode: "new" | "replace";
  /** The parts that were asked for; null where that is all of it. */
  readonly only: readonly LoadedPart[] | null;
  /** Rows from the snapshot, and those that stayed and were copied. */
  readonly items: ByPart<number>;
  readonly kept: ByPart<number>;
  readonly seconds: number;
  readonly result: "restored" | "unchanged";
  readonly status: string;
  readonly tick: number;
  /** Until when `restore --undo` brings back what was there before (ISO); null for a new world. */
  readonly undoUntil: string | null;
}

/** The restore itself, under the lease on its world. */
export async function applyUnder(ports: RestorePorts, plan: RestorePlan, options: LeasedOptions): Promise<Restored> {
  const { clock, data } = ports;
  const begun = clock.now();
  const { done, unfinished } = await courseUnder(ports, plan, options);
  if (done !== undefined) return answer(plan, done, { result: "unchanged", seconds: done.seconds ?? 0 }, ports);
  await collectDue(ports, plan.worldId, options);
  const archive = await data.archive(plan.request.from);
  const entry = unfinished ?? (await claim(ports, plan));
  if (unfinished !== undefined)
    options.report({
      kind: "note",
      at: clock.now(),
      text: `Going on with ${entry.restoreId}: ${entry.loaded.size} chunks are loaded`,
    });
  const throttled = (action: string) => options.report({ kind: "throttled", at: clock.now(), action });
  const rows = data.rows({ maxWriteUnits: options.maxWriteUnits, throttled });
  const { signal, sure, report } = options;
  const job: RestoreJob = { ports, plan, archive, rows, entry, signal, sure, report };
  let kept: ByPart<number>;
  try {
    const row = await readWorldRow({ archive, codec: data.codec, manifest: plan.manifest });
    await checkChunks(job);
    await loadRows(job, options);
    kept = await copyKept(job);
    await flip(job, { row, kept, begun }, options.command);
  } catch (error) {
    if (error instanceof GworldError && error.code === "unverified") await dropRestore(ports, entry);
    throw error;
  }
  options.report({ kind: "flipped", at: clock.now() });
  // They end by themselves too.
  await data.catalogue.forgetNotes(entry).catch(() => undefined);
  const result = { result: "restored", seconds: secondsBetween(begun, clock.now()) } as const;
  return answer(plan, { ...entry, kept }, result, ports).catch((error: unknown) => {
    throw unread(plan, error);
  });
}

async function claim(ports: RestorePorts, plan: RestorePlan): Promise<RestoreEntry> {
  const { clock, data, identity } = ports;
  const { worldId, mode, manifest, world, request } = plan;
  const [{ arn }, restores, snapshots, standing] = await Promise.all([
    identity.caller(),
    data.catalogue.restores(worldId),
    data.catalogue.snapshots(worldId),
    standingFor(ports, plan),
  ]);
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
    gen: nextGeneration({ world, restores, snapshots }),
    loaded: new Set(),
    options: {
      ttl: request.ttl,
      engine: plan.engine.name,
      ...(request.from !== undefined && { from: request.from }),
      ...(request.only !== undefined && { only: onlyText(request.only) ?? "" }),
      ...(request.allowFuzzy && { allowFuzzy: "true" }),
    },
    standing,
  };
  const refusal = await data.catalogue.claim(entry, clock.now());
  if (refusal === undefined) return entry;
  throw unclaimed(entry, refusal);
}

interface Loaded {
  /** The data of the Worlds row in the snapshot. */
  readonly row: Item;
  readonly kept: ByPart<number>;
  readonly begun: number;
}

async function flip(job: RestoreJob, { row, kept, begun }: Loaded, command: string): Promise<void> {
  const { ports, plan, entry } = job;
  const { clock, data } = ports;
  const { worldId, restoreId, gen, standing } = entry;
  const { only } = plan.request;
  const shown = only === undefined ? row : partialRow(row, { manifest: plan.manifest, only, standing });
  const now = clock.now();
  const items = { world: 1, ...counts(plan) };
  const outcome = await data.catalogue
    .flip(
      { worldId, restoreId, gen, row: shown, over: standing },
      { items, kept, seconds: secondsBetween(begun, now) },
      { now, retireUntil: now + undoFor, signal: job.signal },
    )
    .catch((error: unknown) => {
      throw flipUnknown(error, { worldId, command });
    });
  if (outcome === "flipped") return;
  if (outcome === "moved") {
    await dropRestore(ports, entry);
    throw movedOn(plan.env, worldId, command);
  }
  throw outcome === "fenced" ? stillFenced(worldId, command) : lostClaim(worldId);
}

const counts = ({ parts }: RestorePlan) => byPart((part) => parts[part].items);

async function answer(
  plan: RestorePlan,
  { restoreId, worldId, mode, kept, standing }: RestoreEntry,
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
    only: plan.request.only ?? null,
    items: counts(plan),
    kept: kept ?? byPart(() => 0),
    seconds,
    result,
    status: world?.status ?? "",
    tick: momentAfter(plan.manifest, standing).tick,
    undoUntil: old === undefined ? null : new Date(old.until).toISOString(),
  };
}
