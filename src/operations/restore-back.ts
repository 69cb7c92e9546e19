import type { RestoreEntry } from "../model/catalogue.ts";
import { GworldError } from "../model/error.ts";
import { numberOf } from "../model/item.ts";
import { undoFor } from "../model/restore/undo-for.ts";
import type { Retired, World } from "../model/world/world.ts";
import type { UndoOutcome } from "../ports/catalogue.ts";
import type { Connection } from "../ports/connection.ts";
import type { WithLease } from "./lease.ts";
import type { DropRestore } from "./restore/drop.ts";
import type { EndBulk } from "./restore/end-bulk.ts";

type BackPorts = Pick<Connection, "config" | "clock" | "data">;

/** `undo` goes back to before a restore, `redo` to what an undo has taken away. */
export type Way = "undo" | "redo";

/** What a restore, or its undo, has replaced, and can be gone back to. */
export interface UndoPlan {
  readonly env: string;
  readonly way: Way;
  readonly world: World;
  readonly entry: RestoreEntry;
  /** Undefined where the world has gone that way already. */
  readonly back: Retired | undefined;
  /** The tick that is gone back to. */
  readonly tick: number;
}

export interface Undone {
  readonly restoreId: string;
  readonly worldId: string;
  readonly result: "undone" | "redone" | "aborted" | "unchanged";
  readonly tick: number | null;
}

export interface UndoOptions {
  readonly withLease: WithLease;
  readonly signal: AbortSignal;
  readonly waiting: (text: string) => void;
}

/** `name` is a world, a restore or a snapshot. Throws `notFound`, and `refused` when it is too late. */
export async function planUndo(ports: BackPorts, name: string, way: Way): Promise<UndoPlan> {
  const { config, clock, data } = ports;
  const env = config.name;
  const [entry] = (await restoresOf(ports, name)).filter(({ state }) => state === "COMPLETE" || state === "UNDONE");
  const world = entry && (await data.worlds.get(entry.worldId));
  if (entry === undefined || world === undefined)
    throw new GworldError("notFound", `Nothing was restored by the name ${name} in ${env}.`, {
      hint: `See the worlds: gworld worlds list -e ${env}`,
    });
  if (entry.state !== from(way)) return { env, way, world, entry, back: undefined, tick: world.tick };
  if (world.status !== "active" && world.status !== "paused")
    throw new GworldError("refused", `${world.worldId} is ${world.status}: it cannot be brought back.`, {
      hint: `See it: gworld worlds show ${world.worldId} -e ${env}`,
    });
  const back = world.retired.find((one) => one.restoreId === entry.restoreId && one.until > clock.now());
  if (back === undefined) throw tooLate(env, world.worldId);
  return { env, way, world, entry, back, tick: numberOf(back.row, "tick") ?? 0 };
}

const from = (way: Way) => (way === "undo" ? "COMPLETE" : "UNDONE");

/** One transaction: readers see the one or the other. Under the lease nobody removes meanwhile what is brought back. */
export async function applyUndo(ports: BackPorts, plan: UndoPlan, options: UndoOptions): Promise<Undone> {
  const { clock, data } = ports;
  const { way, entry, tick, back } = plan;
  const { restoreId, worldId } = entry;
  const unchanged: Undone = { restoreId, worldId, result: "unchanged", tick };
  if (back === undefined) return unchanged;
  const waiting = () => options.waiting(`Waiting for somebody else's work on ${worldId}`);
  const wish = { worldId, what: "restore", doing: `restore --${way}`, signal: options.signal, waiting } as const;
  const outcome = await options.withLease(ports, wish, async () => {
    const now = clock.now();
    return data.catalogue.undo(entry, from(way), { now, retireUntil: now + undoFor });
  });
  if (outcome === "unchanged") return unchanged;
  if (outcome !== "swapped") throw hindered(plan, outcome);
  return { ...unchanged, result: way === "undo" ? "undone" : "redone" };
}

function hindered({ env, way, world: { worldId } }: UndoPlan, outcome: Exclude<UndoOutcome, "swapped" | "unchanged">) {
  if (outcome === "gone") return tooLate(env, worldId);
  if (outcome === "fenced")
    return new GworldError("resumable", `${worldId} is being read by snapshots all the time. It is as it was.`, {
      hint: `When that has ended: gworld restore ${worldId} --${way} -e ${env}`,
    });
  return new GworldError("locked", `${worldId} is being changed by somebody else.`, {
    hint: `See it: gworld worlds show ${worldId} -e ${env}`,
  });
}

const tooLate = (env: string, worldId: string) =>
  new GworldError("refused", `What ${worldId} was before is not kept any more: that is for 24 hours.`, {
    hint: `Restore a snapshot instead: gworld snapshot list ${worldId} -e ${env}`,
  });

/** A restore that is to be dropped. */
export interface AbortPlan {
  readonly env: string;
  readonly entry: RestoreEntry;
}

/** `name` is a world, a restore or a snapshot. Throws `notFound`, and `locked` while somebody is at work on it. */
export async function planAbort(ports: BackPorts, name: string): Promise<AbortPlan> {
  const env = ports.config.name;
  const [entry] = (await restoresOf(ports, name)).filter(({ state }) => state === "LOADING");
  if (entry === undefined)
    throw new GworldError("notFound", `No restore by the name ${name} is under way in ${env}.`, {
      hint: `See the worlds: gworld worlds list -e ${env}`,
    });
  await refuseHeld(ports, entry);
  return { env, entry };
}

/**
 * Drops a restore that did not come to its end, and what DynamoDB loads for it. Its rows are removed by the next restore of
 * the world.
 */
export async function abortRestore(
  ports: BackPorts,
  { entry }: AbortPlan,
  { drop, endBulk, signal }: { drop: DropRestore; endBulk: EndBulk; signal: AbortSignal },
): Promise<Undone> {
  await refuseHeld(ports, entry);
  await drop(ports, entry);
  // Loads may have been begun since it was asked about.
  const dropped = (await ports.data.catalogue.restores(entry.worldId)).find((one) => one.restoreId === entry.restoreId);
  await endBulk(ports, dropped ?? entry, signal);
  return { restoreId: entry.restoreId, worldId: entry.worldId, result: "aborted", tick: null };
}

async function refuseHeld({ clock, data }: BackPorts, { worldId }: RestoreEntry): Promise<void> {
  const lease = await data.catalogue.lease(worldId, "restore");
  if (lease === undefined || lease.until <= clock.now() || data.isDead(lease.holder)) return;
  throw new GworldError("locked", `Process ${lease.holder.pid} on ${lease.holder.host} is at work on this restore.`, {
    hint: "Stop it (Ctrl-C) first, then run the same command again.",
  });
}

async function restoresOf({ data }: BackPorts, name: string): Promise<readonly RestoreEntry[]> {
  const ofWorld = await data.catalogue.restores(name);
  if (ofWorld.length > 0) return ofWorld;
  const id = name.toUpperCase();
  const one = await data.catalogue.restore(id);
  if (one !== undefined) return [one];
  return (await data.catalogue.restores()).filter(({ snapshotId }) => snapshotId === id);
}
