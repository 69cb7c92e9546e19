import type { RestoreEntry, SnapshotEntry } from "../catalogue.ts";
import type { World } from "./world.ts";

/** What may still have rows of a world, or wait for them: also when the world itself is gone. */
interface Known {
  readonly world?: Pick<World, "lastGen"> | undefined;
  readonly restores: readonly Pick<RestoreEntry, "gen">[];
  readonly snapshots: readonly Pick<SnapshotEntry, "cut">[];
}

/** A generation that nobody has had: rows of one that was had before may still be there, or be collected later. */
export const nextGeneration = ({ world, restores, snapshots }: Known): number =>
  1 + Math.max(world?.lastGen ?? 0, ...restores.map(({ gen }) => gen), ...snapshots.map(({ cut }) => cut?.gen ?? 0));
