import type { RestoreEntry, SnapshotEntry } from "../catalogue.ts";
import type { World } from "./world.ts";

/** What may still have rows of a world, or wait for them: also when the world itself is gone. */
interface Known {
  readonly world?: Pick<World, "lastGen"> | undefined;
  readonly restores: readonly Pick<RestoreEntry, "gen">[];
  readonly snapshots: readonly Pick<SnapshotEntry, "cut">[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * A generation that nobody has had: rows of one that was had before may still be there, or be collected later. The row of a
 * world remembers its own; where there is none, generations begin at the moment, because a catalogue that was lost would
 * give out those of a world that is gone, or of a restore that was dropped, again.
 */
export const nextGeneration = ({ world, restores, snapshots, now }: Known): number =>
  Math.max(
    world === undefined ? now : world.lastGen + 1,
    ...restores.map(({ gen }) => gen + 1),
    ...snapshots.map(({ cut }) => (cut?.gen ?? 0) + 1),
  );
