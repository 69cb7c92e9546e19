import type { SnapshotEntry } from "../model/catalogue.ts";
import { ended } from "../model/ended.ts";
import { GworldError } from "../model/error.ts";
import { isUncollected } from "../model/restore/left-over.ts";
import { foundSnapshot } from "../model/snapshot/find.ts";
import type { Connection } from "../ports/connection.ts";
import type { CollectLeft } from "./collect-left.ts";
import type { DropSnapshots } from "./drop-snapshots.ts";
import type { WithLease } from "./lease.ts";

type DeletePorts = Pick<Connection, "config" | "clock" | "identity" | "data">;

export interface SnapshotDeletePlan {
  readonly env: string;
  readonly entry: SnapshotEntry;
  /** True where no other complete snapshot of its world is left. */
  readonly isLast: boolean;
  /** Worlds with rows of a restore that was dropped, which only this snapshot knows where to find. */
  readonly uncollected: readonly string[];
}

export interface DeletedSnapshot {
  readonly snapshotId: string;
  readonly worldId: string;
  /** Chunks that were removed, and their stored bytes. */
  readonly chunks: number;
  readonly freedBytes: number;
}

export interface DeleteOptions {
  readonly withLease: WithLease;
  readonly drop: DropSnapshots;
  readonly collectLeft: CollectLeft;
  readonly signal: AbortSignal;
  readonly waiting: (text: string) => void;
}

/** Throws `notFound`, `refused` for a held one, and `locked` for one that a restore reads. */
export async function planSnapshotDelete(
  { config, data }: DeletePorts,
  snapshotId: string,
): Promise<SnapshotDeletePlan> {
  const looked = await data.catalogue.snapshot(snapshotId.toUpperCase());
  const entry = foundSnapshot(looked, { id: snapshotId, env: config.name });
  if (entry.held) throw held(entry, config.name);
  const own = (await data.catalogue.restores()).filter((one) => one.snapshotId === entry.snapshotId);
  const reading = own.find(({ state }) => state === "LOADING");
  if (reading !== undefined)
    throw new GworldError("locked", `${reading.worldId} is being restored from ${entry.snapshotId}.`, {
      hint: `Let that end, or drop it: gworld restore ${reading.worldId} --abort -e ${config.name}`,
    });
  const others = await data.catalogue.snapshots(entry.worldId);
  const isLast =
    entry.state === "COMPLETE" &&
    !others.some((one) => one.state === "COMPLETE" && one.snapshotId !== entry.snapshotId);
  const uncollected = [...new Set(own.filter(isUncollected).map(({ worldId }) => worldId))];
  return { env: config.name, entry, isLast, uncollected };
}

/** Under the lease on the world's archive no snapshot can come to rest on what goes. A run that was cut off is done again. */
export async function deleteSnapshot(
  ports: DeletePorts,
  plan: SnapshotDeletePlan,
  options: DeleteOptions,
): Promise<DeletedSnapshot> {
  const { snapshotId } = plan.entry;
  try {
    return await deleteUnder(ports, plan, options);
  } catch (error) {
    throw ended(error, {
      stopped: options.signal.aborted,
      begun: plan.uncollected.length > 0,
      interrupted: `Interrupted. ${snapshotId} may be gone in part.`,
      unfinished: `${snapshotId} is not gone yet`,
      hint: `All other snapshots are whole. Go on with: gworld snapshot delete ${snapshotId} -e ${plan.env}`,
    });
  }
}

async function deleteUnder(
  ports: DeletePorts,
  { env, entry, uncollected }: SnapshotDeletePlan,
  { withLease, drop, collectLeft, signal, waiting: say }: DeleteOptions,
): Promise<DeletedSnapshot> {
  const { snapshotId, worldId } = entry;
  const doing = `snapshot delete ${snapshotId}`;
  for (const world of uncollected) await collectLeft(ports, world, { signal, say, doing });
  const waiting = () => say(`Waiting for somebody else's work on the snapshots of ${worldId}`);
  return withLease(ports, { worldId, what: "archive", doing, signal, waiting }, async (_, sure) => {
    const { entries, chunks, freedBytes } = await drop(ports, { worldId, wanted: [entry], sure });
    if (!entries.some((one) => one.snapshotId === snapshotId)) throw overtaken(entry, env);
    return { snapshotId, worldId, chunks, freedBytes };
  });
}

const held = ({ snapshotId }: SnapshotEntry, env: string) =>
  new GworldError("refused", `${snapshotId} is held.`, {
    hint: `Let it go first: gworld snapshot hold ${snapshotId} --release -e ${env}`,
  });

const overtaken = ({ snapshotId }: SnapshotEntry, env: string) =>
  new GworldError("locked", `${snapshotId} was held, restored or changed by somebody else meanwhile. It stays.`, {
    hint: `See it: gworld snapshot show ${snapshotId} -e ${env}`,
  });
