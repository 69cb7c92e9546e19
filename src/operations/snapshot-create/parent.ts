import { parseManifest } from "../../model/archive/manifest-text.ts";
import type { Manifest } from "../../model/archive/manifest.ts";
import type { SnapshotRequest } from "../../model/snapshot/request.ts";
import { canBeParent } from "../../model/snapshot/reuse.ts";
import type { World } from "../../model/world/world.ts";
import type { SnapshotPorts } from "./job.ts";

/** The last complete snapshot of the same generation whose rows can be relied on. */
export async function parentFor(
  { data }: SnapshotPorts,
  { full, consistency, worldId }: SnapshotRequest,
  world: World,
): Promise<Manifest | undefined> {
  if (full || consistency === "fuzzy") return undefined;
  const now = { gen: world.gen, tick: world.tick, seq: world.seqCommitted ?? 0 };
  const entries = await data.catalogue.snapshots(worldId);
  const entry = entries.find(
    ({ state, cut, consistency: reached, createdAt, origin }) =>
      // A world that was deleted and made again begins its generations anew: its old snapshots are another's.
      createdAt >= world.createdAt &&
      state === "COMPLETE" &&
      cut !== undefined &&
      canBeParent({ ...cut, consistency: reached, origin }, now),
  );
  if (entry === undefined) return undefined;
  const archive = await data.archive();
  const text = await archive.manifest(worldId, entry.snapshotId);
  return text === undefined ? undefined : parseManifest(text);
}
