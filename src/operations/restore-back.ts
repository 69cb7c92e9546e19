import type { RestoreEntry } from "../model/catalogue.ts";
import { ended } from "../model/ended.ts";
import { GworldError } from "../model/error.ts";
import { numberOf } from "../model/item.ts";
import { inProgress } from "../model/restore/plan.ts";
import { undoFor } from "../model/restore/undo-for.ts";
import type { Retired, World } from "../model/world/world.ts";
import type { UndoOutcome } from "../ports/catalogue.ts";
import type { Connection } from "../ports/connection.ts";
import type { WithLease } from "./lease.ts";
import { restoresOf } from "./restore-back/restores-of.ts";

export type BackPorts = Pick<Connection, "config" | "clock" | "data">;

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
  /** True where a world that was only being made has gone with its restore. */
  readonly gone?: boolean | undefined;
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
  await refuseClaimed(ports, world);
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
  const swap = (signal: AbortSignal) => {
    const now = clock.now();
    return data.catalogue.undo(entry, from(way), { now, retireUntil: now + undoFor, signal });
  };
  const outcome = await options.withLease(ports, wish, swap).catch((error: unknown) => {
    throw unswapped(plan, error, options.signal.aborted);
  });
  if (outcome === "unchanged") return unchanged;
  if (outcome === "busy") await refuseClaimed(ports, await data.worlds.get(worldId));
  if (outcome !== "swapped") throw hindered(plan, outcome);
  return { ...unchanged, result: way === "undo" ? "undone" : "redone" };
}

const againText = ({ env, way, entry }: UndoPlan) => `gworld restore ${entry.restoreId} --${way} -e ${env}`;

function unswapped(plan: UndoPlan, error: unknown, stopped: boolean): unknown {
  const { worldId } = plan.world;
  return ended(error, {
    stopped,
    interrupted: `Interrupted. ${worldId} is as it was.`,
    unfinished: `Whether ${worldId} was brought back is not known`,
    hint: `Go on with: ${againText(plan)}`,
  });
}

/** A restore that came after, and has not come to its end, has the world. */
async function refuseClaimed({ config, data }: BackPorts, world: World | undefined): Promise<void> {
  if (world?.restoring === undefined) return;
  const entries = await data.catalogue.restores(world.worldId);
  const claimant = entries.find(({ restoreId }) => restoreId === world.restoring?.id);
  if (claimant !== undefined) throw inProgress(config.name, claimant);
}

function hindered(plan: UndoPlan, outcome: Exclude<UndoOutcome, "swapped" | "unchanged">) {
  const {
    env,
    world: { worldId },
  } = plan;
  if (outcome === "gone") return tooLate(env, worldId);
  if (outcome === "fenced")
    return new GworldError("resumable", `${worldId} is being read by snapshots all the time. It is as it was.`, {
      hint: `When that has ended: ${againText(plan)}`,
    });
  return new GworldError("locked", `${worldId} was changed by somebody else meanwhile. It was not brought back.`, {
    hint: `See how it stands: gworld worlds show ${worldId} -e ${env}`,
  });
}

const tooLate = (env: string, worldId: string) =>
  new GworldError("refused", `What ${worldId} was before is not kept any more: that is for 24 hours.`, {
    hint: `Restore a snapshot instead: gworld snapshot list ${worldId} -e ${env}`,
  });
