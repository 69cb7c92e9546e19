import type { RestoreEntry } from "../../model/catalogue.ts";
import { ended } from "../../model/ended.ts";
import { GworldError } from "../../model/error.ts";
import type { DropRestore } from "../restore/drop.ts";
import type { EndBulk } from "../restore/end-bulk.ts";
import type { BackPorts, UndoOptions, Undone } from "../restore-back.ts";
import { restoresOf } from "./restores-of.ts";

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

export interface AbortOptions extends UndoOptions {
  readonly drop: DropRestore;
  readonly endBulk: EndBulk;
}

/**
 * Drops a restore that did not come to its end, and what DynamoDB loads for it, under the lease: nobody goes on with it
 * meanwhile. Its rows are removed by the next restore of the world.
 */
export async function abortRestore(ports: BackPorts, plan: AbortPlan, options: AbortOptions): Promise<Undone> {
  const { restoreId, worldId, mode } = plan.entry;
  const { signal } = options;
  const waiting = () => options.waiting(`Waiting for somebody else's work on ${worldId}`);
  const wish = { worldId, what: "restore", doing: "restore --abort", signal, waiting } as const;
  let dropped = false;
  const work = async (held: AbortSignal) => {
    await options.drop(ports, plan.entry);
    dropped = true;
    // Loads may have been begun since it was asked about.
    const restores = await ports.data.catalogue.restores(worldId);
    await options.endBulk(ports, restores.find((one) => one.restoreId === restoreId) ?? plan.entry, held);
  };
  await options.withLease(ports, wish, work).catch((error: unknown) => {
    throw undropped(plan, error, { stopped: signal.aborted, dropped });
  });
  return { restoreId, worldId, result: "aborted", tick: null, gone: mode === "new" };
}

function undropped({ env, entry }: AbortPlan, error: unknown, at: { stopped: boolean; dropped: boolean }): unknown {
  const { restoreId, worldId } = entry;
  const { stopped, dropped } = at;
  const said = dropped
    ? `The restore of ${worldId} is dropped, but DynamoDB may still load for it`
    : `Whether the restore of ${worldId} is dropped is not known`;
  return ended(error, {
    stopped,
    interrupted: `Interrupted. ${said}.`,
    unfinished: said,
    hint: dropped
      ? `The next restore of ${worldId} waits for that and removes what is left.`
      : `Go on with: gworld restore ${restoreId} --abort -e ${env}`,
  });
}

async function refuseHeld({ clock, data }: BackPorts, { worldId }: RestoreEntry): Promise<void> {
  const lease = await data.catalogue.lease(worldId, "restore");
  if (lease === undefined || lease.until <= clock.now() || data.isDead(lease.holder)) return;
  throw new GworldError("locked", `Process ${lease.holder.pid} on ${lease.holder.host} is at work on this restore.`, {
    hint: "Stop it (Ctrl-C) first, then run the same command again.",
  });
}
