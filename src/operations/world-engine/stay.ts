import type { World } from "../../model/world/world.ts";
import type { Connection } from "../../ports/connection.ts";
import type { TickCommit } from "../../ports/worlds.ts";

export type Held = () => TickCommit["engine"];

/** An engine that does not show itself for so long has left its world, in milliseconds. */
const holdFor = 15_000;
/** One that has nothing to commit shows itself so often. */
export const stayEvery = 5_000;

export const holdOf =
  (clock: Connection["clock"], id: string): Held =>
  () => ({ id, until: clock.now() + holdFor });

interface StayPorts extends Pick<Connection, "clock"> {
  readonly data: { readonly worlds: Pick<Connection["data"]["worlds"], "stay"> };
}

/** Keeps a world that was taken over while something is done that may take longer than its hold. */
export async function staying<T>(
  { clock, data }: StayPorts,
  { world, hold }: { world: Pick<World, "worldId" | "epoch">; hold: Held },
  work: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const keep = async () => {
    for (;;) {
      await clock.wait(stayEvery, over.signal);
      if (over.signal.aborted) return;
      // Whoever has lost the world learns it where it writes.
      await data.worlds.stay(world.worldId, world.epoch, hold()).catch(() => undefined);
    }
  };
  const kept = keep();
  try {
    return await work();
  } finally {
    over.abort();
    await kept;
  }
}
