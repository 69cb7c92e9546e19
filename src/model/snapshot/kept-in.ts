import type { SnapshotEntry } from "../catalogue.ts";
import type { World } from "../world/world.ts";

/**
 * The snapshot that holds a world as it stands; undefined where it was written to since, may be written to at any moment, or
 * keeps no count that tells.
 */
export function keptIn(
  { worldId, status, gen, tick, seqCommitted }: Pick<World, "worldId" | "status" | "gen" | "tick" | "seqCommitted">,
  entries: readonly SnapshotEntry[],
): string | undefined {
  if (status === "active" || seqCommitted === undefined) return undefined;
  return entries.find(
    ({ worldId: of, state, consistency, cut }) =>
      of === worldId &&
      state === "COMPLETE" &&
      consistency !== "fuzzy" &&
      cut?.gen === gen &&
      cut.tick === tick &&
      cut.seq === seqCommitted,
  )?.snapshotId;
}
