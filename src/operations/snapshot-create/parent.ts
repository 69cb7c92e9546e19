import { parseManifest } from "../../model/archive/manifest-text.ts";
import type { Manifest } from "../../model/archive/manifest.ts";
import type { SnapshotEntry } from "../../model/catalogue.ts";
import { GworldError, wordsOf } from "../../model/error.ts";
import type { SnapshotRequest } from "../../model/snapshot/request.ts";
import { canBeParent } from "../../model/snapshot/reuse.ts";
import type { World } from "../../model/world/world.ts";
import type { SnapshotPorts } from "./job.ts";

/** A parent's manifest; where it cannot be relied on there is none, and why is told. */
export interface ParentFound {
  readonly manifest?: Manifest | undefined;
  readonly warning?: string | undefined;
}

/** The last complete snapshot of the same generation whose rows can be relied on. */
export async function parentFor(
  { data }: SnapshotPorts,
  { full, consistency, worldId }: SnapshotRequest,
  world: World,
): Promise<ParentFound> {
  if (full || consistency === "fuzzy") return {};
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
  return entry === undefined ? {} : readParent(data, entry);
}

/** The manifest of a parent, if it is the one that was written: a snapshot is taken without one rather than not at all. */
export async function readParent(
  data: Pick<SnapshotPorts["data"], "archive" | "codec">,
  { worldId, snapshotId, manifestSha256 }: SnapshotEntry,
): Promise<ParentFound> {
  const archive = await data.archive();
  const text = await archive.manifest(worldId, snapshotId);
  if (text === undefined) return unusable(snapshotId, "Its manifest is missing.");
  if (data.codec.sha256(text) !== manifestSha256)
    return unusable(snapshotId, "Its manifest is not the one that was written.");
  try {
    return { manifest: parseManifest(text) };
  } catch (error) {
    if (!(error instanceof GworldError)) throw error;
    return unusable(snapshotId, wordsOf(error));
  }
}

const unusable = (snapshotId: string, why: string): ParentFound => ({
  warning: `Nothing of snapshot ${snapshotId} is used again. ${why}`,
});
