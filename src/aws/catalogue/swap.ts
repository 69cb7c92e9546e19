import type { World } from "../../model/world/world.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Worlds } from "../../ports/worlds.ts";
import type { WorldTables } from "../world-tables.ts";
import { entryKey, restoreKey } from "./entries.ts";
import { type Swap, swapRequest } from "./generation.ts";

export interface SwapPlace {
  readonly tables: WorldTables;
  readonly worlds: Worlds;
  readonly clock: Clock;
}

/** Whose swap it is, and the moment of it. */
export interface Swapper {
  readonly worldId: string;
  readonly restoreId: string;
  readonly now: number;
  readonly signal: AbortSignal | undefined;
}

export interface Swapping {
  readonly swap: Swap;
  /** The update of the restore's entry that goes with it. */
  readonly entry: object;
}

/** A fence for as long as a swap takes, in milliseconds. */
const fenceFor = 5_000;
/** Longer than the fence of a snapshot that was killed stands. */
const patience = 30_000;

/**
 * Swaps what a world shows, behind a fence: what is retired is then the world's last word. `plan` sees the world as it
 * stands there; what it says in place of a swap is the answer, and nothing is done. `stopped`: its signal has ended while there
 * was no fence of ours; the answer to a swap may have been lost before.
 */
export async function swapped<R extends string>(
  place: SwapPlace,
  swapper: Swapper,
  plan: (world: World) => Promise<Swapping | R> | Swapping | R,
): Promise<R | "swapped" | "fenced" | "absent" | "stopped"> {
  const { worlds, clock } = place;
  const { worldId, restoreId, signal } = swapper;
  const begun = clock.now();
  for (let tries = 1; ; tries += 1) {
    if (signal?.aborted === true) return "stopped";
    const world = await worlds.fence(worldId, { id: restoreId, until: clock.now() + fenceFor }, clock.now());
    if (world === undefined && (await worlds.get(worldId)) === undefined) return "absent";
    if (world !== undefined) {
      const planned = await plan(world);
      const isPlan = typeof planned === "object";
      if (isPlan && (await transacted(place, swapper, { world, planned }))) return "swapped";
      await worlds.release(worldId, restoreId, world);
      if (!isPlan) return planned;
    }
    if (clock.now() - begun > patience) return "fenced";
    await clock.wait(Math.min(500, 20 * tries), signal);
  }
}

const transacted = (
  { tables }: SwapPlace,
  { worldId, restoreId, now }: Swapper,
  { world, planned: { swap, entry } }: { world: World; planned: Swapping },
): Promise<boolean> =>
  tables.transact([
    { kind: "Update", table: "Worlds", request: swapRequest(world, swap, { fenceId: restoreId, now }) },
    { kind: "Update", table: "Snapshots", request: { Key: entryKey(worldId, restoreKey(restoreId)), ...entry } },
  ]);
