import type { RestoreEntry } from "../../model/catalogue.ts";
import { ended } from "../../model/ended.ts";
import { GworldError } from "../../model/error.ts";
import { isUncollected } from "../../model/restore/left-over.ts";
import type { CollectGeneration } from "../collect.ts";
import type { Sure } from "../lease.ts";
import type { DropRestore } from "../restore/drop.ts";
import type { CollectDue } from "../restore/due.ts";
import type { RestoreEvent } from "../restore/job.ts";
import type { BackPorts, UndoOptions, Undone } from "../restore-back.ts";
import { lostRestore } from "./lost-restore.ts";
import { restoresOf } from "./restores-of.ts";

/** A restore that is to be dropped. */
export interface AbortPlan {
  readonly env: string;
  readonly entry: RestoreEntry;
  /** lost: the catalogue has no entry of it; dropped: it was dropped before, and rows of it may be left. */
  readonly stands: "noted" | "lost" | "dropped";
}

/** `name` is a world, a restore or a snapshot. Throws `notFound`, and `locked` while somebody is at work on it. */
export async function planAbort(ports: BackPorts, name: string): Promise<AbortPlan> {
  const env = ports.config.name;
  const found = await find(ports, name);
  if (found === undefined)
    throw new GworldError("notFound", `No restore by the name ${name} is under way in ${env}.`, {
      hint: `See the worlds: gworld worlds list -e ${env}`,
    });
  await refuseHeld(ports, found.entry);
  return { env, ...found };
}

async function find(ports: BackPorts, name: string): Promise<Omit<AbortPlan, "env"> | undefined> {
  const restores = await restoresOf(ports, name);
  const noted = restores.find(({ state }) => state === "LOADING");
  if (noted !== undefined) return { entry: noted, stands: "noted" };
  const lost = await lostRestore(ports, name);
  if (lost !== undefined) return { entry: lost, stands: "lost" };
  const dropped = restores.find(isUncollected);
  return dropped && { entry: dropped, stands: "dropped" };
}

export interface AbortOptions extends UndoOptions {
  readonly drop: DropRestore;
  readonly collectDue: CollectDue;
  readonly collect: CollectGeneration;
  readonly maxWriteUnits?: number | undefined;
}

/**
 * Drops a restore that did not come to its end, then ends what DynamoDB loads for it and removes its rows, under the lease:
 * nobody goes on with it meanwhile. A run that was cut off after the drop is done again, or finished by the next restore.
 */
export async function abortRestore(ports: BackPorts, plan: AbortPlan, options: AbortOptions): Promise<Undone> {
  const { entry, stands } = plan;
  const { restoreId, worldId, mode } = entry;
  const { signal, waiting: say, collect, maxWriteUnits } = options;
  const waiting = () => say(`Waiting for somebody else's work on ${worldId}`);
  const wish = { worldId, what: "restore", doing: "restore --abort", signal, waiting } as const;
  let dropped = stands === "dropped";
  const work = async (held: AbortSignal, sure: Sure) => {
    if (!dropped) await options.drop(ports, entry, stands === "lost");
    dropped = true;
    const report = (event: RestoreEvent) => event.kind === "note" && say(event.text);
    await options.collectDue(ports, worldId, { collect, signal: held, sure, report, maxWriteUnits });
  };
  await options.withLease(ports, wish, work).catch((error: unknown) => {
    throw undropped(plan, error, { stopped: signal.aborted, dropped });
  });
  return { restoreId, worldId, result: "aborted", tick: null, gone: mode === "new" };
}

function undropped(
  { env, entry, stands }: AbortPlan,
  error: unknown,
  at: { stopped: boolean; dropped: boolean },
): unknown {
  const { restoreId, worldId } = entry;
  const { stopped, dropped } = at;
  const said = dropped
    ? `The restore of ${worldId} is dropped, but rows that it has loaded may be left`
    : `Whether the restore of ${worldId} is dropped is not known`;
  return ended(error, {
    stopped,
    begun: dropped,
    interrupted: `Interrupted. ${said}.`,
    unfinished: said,
    // Before the drop, a restore that the catalogue has lost is only known by its world.
    hint: `Go on with: gworld restore ${stands === "lost" && !dropped ? worldId : restoreId} --abort -e ${env}`,
  });
}

async function refuseHeld({ clock, data }: BackPorts, { worldId }: RestoreEntry): Promise<void> {
  const lease = await data.catalogue.lease(worldId, "restore");
  if (lease === undefined || lease.until <= clock.now() || data.isDead(lease.holder)) return;
  throw new GworldError("locked", `Process ${lease.holder.pid} on ${lease.holder.host} is at work on this restore.`, {
    hint: "Stop it (Ctrl-C) first, then run the same command again.",
  });
}
