import { ended } from "../model/ended.ts";
import { GworldError } from "../model/error.ts";
import { worldData } from "../model/world/row.ts";
import type { World } from "../model/world/world.ts";
import type { Connection } from "../ports/connection.ts";
import type { CollectGeneration } from "./collect.ts";
import type { CountRows, RowCounts } from "./count-rows.ts";
import type { DropSnapshots } from "./drop-snapshots.ts";
import type { Sure, WithLease } from "./lease.ts";
import { deleteArchive, markArchive, planArchive, type ArchivePlan } from "./worlds-delete/archive.ts";

type DeletePorts = Pick<Connection, "config" | "clock" | "data">;

/** What goes with a world, and what stays. */
export interface DeletePlan {
  readonly env: string;
  readonly world: World;
  readonly rows: RowCounts;
  readonly archive: ArchivePlan;
  /** True where its snapshots go too. */
  readonly withSnapshots: boolean;
}

export interface DeletedWorld {
  readonly worldId: string;
  /** Rows that were removed by this run, of all generations. */
  readonly rows: number;
  readonly snapshots: { readonly deleted: number; readonly kept: number };
  readonly freedBytes: number;
}

export interface DeleteOptions {
  readonly withLease: WithLease;
  readonly collect: CollectGeneration;
  readonly drop: DropSnapshots;
  readonly signal: AbortSignal;
  readonly waiting: (text: string) => void;
}

/** Throws `locked` where the world is being restored, `refused` where a snapshot that must go is held. */
export async function planDelete(
  ports: DeletePorts,
  world: World,
  { withSnapshots, count }: { withSnapshots: boolean; count: CountRows },
): Promise<DeletePlan> {
  const { worldId } = world;
  const env = ports.config.name;
  refuseRestoring(world, env);
  const [rows, archive] = await Promise.all([count(ports, world), planArchive(ports, worldId, withSnapshots)]);
  return { env, world, rows, archive, withSnapshots };
}

function refuseRestoring({ worldId, restoring }: World, env: string): void {
  if (restoring === undefined) return;
  throw new GworldError("locked", `${worldId} is being restored.`, {
    hint: `Let that end, or drop it first: gworld restore ${worldId} --abort -e ${env}`,
  });
}

/**
 * First nobody may restore its snapshots, where they go too, nor run it; then its rows go, of every generation, then its
 * snapshots where that was asked for, and its own row last. A run that was cut off is done again.
 */
export async function deleteWorld(ports: DeletePorts, plan: DeletePlan, options: DeleteOptions): Promise<DeletedWorld> {
  const { worldId } = plan.world;
  const { withLease, signal } = options;
  const waiting = () => options.waiting(`Waiting for somebody else's work on ${worldId}`);
  const wish = { worldId, doing: `worlds delete ${worldId}`, waiting };
  try {
    return await withLease(ports, { ...wish, what: "restore", signal }, (restore, sureOfRows) =>
      withLease(ports, { ...wish, what: "archive", signal: restore }, (both, sureOfArchive) => {
        const sure = async () => {
          await sureOfRows();
          await sureOfArchive();
        };
        return deleteAll(ports, plan, { ...options, signal: both, sure });
      }),
    );
  } catch (error) {
    throw endOf(error, plan, signal.aborted);
  }
}

async function deleteAll(
  ports: DeletePorts,
  plan: DeletePlan,
  { collect, drop, signal, sure }: DeleteOptions & { readonly sure: Sure },
): Promise<DeletedWorld> {
  const { data } = ports;
  const { worldId } = plan.world;
  // Restores of it wait for our lease: one that has claimed it meanwhile has done so before.
  const world = await data.worlds.get(worldId);
  // Whoever deletes another world, or other data, than was approved, takes snapshots that nobody has spoken of.
  if (world?.createdAt !== plan.world.createdAt || world.gen !== plan.world.gen) throw overtaken(worldId, plan.env);
  refuseRestoring(world, plan.env);
  if (plan.withSnapshots) await markArchive(ports, worldId);
  await sure();
  const deleting = await data.worlds.setStatus(
    worldId,
    ["creating", "active", "paused", "archived", "failed", "deleting"],
    "deleting",
  );
  if (deleting === undefined) throw overtaken(worldId, plan.env);
  const rows = data.rows();
  const { gen, row, retired } = deleting;
  let removed = 0;
  for (const old of [...retired, { gen, row: worldData(row) }])
    removed += await collect(rows, { worldId, gen: old.gen, row: old.row }, { signal, sure });
  const archive = plan.withSnapshots
    ? await deleteArchive(ports, worldId, { drop, sure })
    : { deleted: 0, freedBytes: 0 };
  await sure();
  await data.worlds.remove(worldId);
  const kept = plan.withSnapshots ? 0 : plan.archive.snapshots;
  return { worldId, rows: removed, snapshots: { deleted: archive.deleted, kept }, freedBytes: archive.freedBytes };
}

function endOf(error: unknown, { env, world, withSnapshots }: DeletePlan, stopped: boolean): unknown {
  const { worldId } = world;
  if (error instanceof GworldError && ["locked", "refused"].includes(error.code)) return error;
  return ended(error, {
    stopped,
    interrupted: `Interrupted. What is left of ${worldId} is being deleted: nobody runs it.`,
    unfinished: `${worldId} is not gone yet`,
    hint: `Go on with: gworld worlds delete ${worldId}${withSnapshots ? " --with-snapshots" : ""} -e ${env}`,
  });
}

const overtaken = (worldId: string, env: string) =>
  new GworldError("locked", `${worldId} was changed by somebody else meanwhile.`, {
    hint: `See it: gworld worlds show ${worldId} -e ${env}`,
  });
