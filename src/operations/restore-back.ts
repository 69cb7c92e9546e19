import type { RestoreEntry } from "../model/catalogue.ts";
import { GworldError } from "../model/error.ts";
import type { Retired, World } from "../model/world/world.ts";
import type { Connection } from "../ports/connection.ts";
import type { EndBulk } from "./restore/end-bulk.ts";

type BackPorts = Pick<Connection, "config" | "clock" | "data">;

/** What a restore has replaced, and can be gone back to. */
export interface UndoPlan {
  readonly env: string;
  readonly world: World;
  readonly entry: RestoreEntry;
  readonly back: Retired;
  /** The tick that is gone back to. */
  readonly tick: number;
}

export interface Undone {
  readonly restoreId: string;
  readonly worldId: string;
  readonly result: "undone" | "aborted";
  readonly tick: number | null;
}

/** The old generation stays so long, also that which an undo replaces. */
const undoFor = 24 * 3_600_000;

/** `name` is a world, a restore or a snapshot. Throws `notFound`, and `refused` when it is too late. */
export async function planUndo(ports: BackPorts, name: string): Promise<UndoPlan> {
  const { config, clock, data } = ports;
  const entries = await restoresOf(ports, name);
  const [entry] = entries.filter(({ state }) => state === "COMPLETE" || state === "UNDONE");
  const world = entry && (await data.worlds.get(entry.worldId));
  if (entry === undefined || world === undefined)
    throw new GworldError("notFound", `Nothing was restored by the name ${name} in ${config.name}.`, {
      hint: `See the worlds: gworld worlds list -e ${config.name}`,
    });
  const back = world.retired.find((one) => one.restoreId === entry.restoreId && one.until > clock.now());
  if (back === undefined)
    throw new GworldError("refused", `What ${world.worldId} was before is not kept any more: that is for 24 hours.`, {
      hint: `Restore a snapshot instead: gworld snapshot list ${world.worldId} -e ${config.name}`,
    });
  const tick =
    "tick" in back.row && back.row["tick"] !== undefined && "N" in back.row["tick"] ? back.row["tick"].N : "0";
  return { env: config.name, world, entry, back, tick: Number(tick) };
}

/** One transaction: readers see the one or the other. */
export async function applyUndo({ clock, data }: BackPorts, { entry, tick }: UndoPlan): Promise<Undone> {
  const now = clock.now();
  const world = await data.catalogue.undo(entry, { now, retireUntil: now + undoFor });
  if (world !== undefined) return { restoreId: entry.restoreId, worldId: entry.worldId, result: "undone", tick };
  throw new GworldError("locked", `${entry.worldId} is being changed by somebody else.`, {
    hint: `See it: gworld worlds show ${entry.worldId}`,
  });
}

/**
 * Drops a restore that did not come to its end, and what DynamoDB loads for it. Its rows are removed by the next restore of
 * the world.
 */
export async function abortRestore(
  ports: BackPorts,
  name: string,
  { endBulk, signal }: { endBulk: EndBulk; signal: AbortSignal },
): Promise<Undone> {
  const { config, clock, data } = ports;
  const [entry] = (await restoresOf(ports, name)).filter(({ state }) => state === "LOADING");
  if (entry === undefined)
    throw new GworldError("notFound", `No restore by the name ${name} is under way in ${config.name}.`, {
      hint: `See the worlds: gworld worlds list -e ${config.name}`,
    });
  const lease = await data.catalogue.lease(entry.worldId, "restore");
  if (lease !== undefined && lease.until > clock.now() && !data.isDead(lease.holder))
    throw new GworldError("locked", `Process ${lease.holder.pid} on ${lease.holder.host} is at work on this restore.`, {
      hint: "Stop it (Ctrl-C) first, then run the same command again.",
    });
  await data.catalogue.abort(entry);
  await endBulk(ports, entry, signal);
  return { restoreId: entry.restoreId, worldId: entry.worldId, result: "aborted", tick: null };
}

async function restoresOf({ data }: BackPorts, name: string): Promise<readonly RestoreEntry[]> {
  const ofWorld = await data.catalogue.restores(name);
  if (ofWorld.length > 0) return ofWorld;
  const one = await data.catalogue.restore(name);
  if (one !== undefined) return [one];
  return (await data.catalogue.restores()).filter(({ snapshotId }) => snapshotId === name);
}
