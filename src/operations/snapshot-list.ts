import { snapshotAnswer, type SnapshotAnswer } from "../model/snapshot/answer.ts";
import { unknownWorld } from "../model/snapshot/admit.ts";
import type { Connection } from "../ports/connection.ts";
import type { HasUnnoted } from "./find-snapshot.ts";

/** A snapshot in a list. */
export interface ListedSnapshot extends SnapshotAnswer {
  /** True where it is being created and nobody is at work on it: the next `snapshot create` goes on with it. */
  readonly interrupted: boolean;
}

export interface SnapshotList {
  readonly snapshots: readonly ListedSnapshot[];
  /** True where the catalogue knows none and the archive has some. */
  readonly unnoted: boolean;
}

type Ports = Pick<Connection, "config" | "clock" | "data">;

/** Newest first; of one world, which may be gone by now, or of all. */
export async function listSnapshots(
  { config, clock, data }: Ports,
  worldId: string | undefined,
  hasUnnoted: HasUnnoted,
): Promise<SnapshotList> {
  const entries = await data.catalogue.snapshots(worldId);
  const unnoted = entries.length === 0 && (await hasUnnoted({ data }, worldId));
  if (entries.length === 0 && worldId !== undefined && !unnoted) {
    const worlds = await data.worlds.list();
    const worldIds = worlds.map((world) => world.worldId);
    if (!worldIds.includes(worldId)) throw unknownWorld(worldId, config.name, worldIds);
  }
  const atWork = new Set<string>();
  for (const world of new Set(entries.filter(({ state }) => state === "CREATING").map((entry) => entry.worldId))) {
    const lease = await data.catalogue.lease(world, "archive");
    if (lease !== undefined && lease.until > clock.now() && !data.isDead(lease.holder)) atWork.add(world);
  }
  const snapshots = entries.map((entry) => ({
    ...snapshotAnswer(entry),
    interrupted: entry.state === "CREATING" && !atWork.has(entry.worldId),
  }));
  return { snapshots, unnoted };
}
