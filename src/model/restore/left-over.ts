import type { RestoreEntry } from "../catalogue.ts";
import type { World } from "../world/world.ts";

/** A generation of a world that nobody can come back to, whose rows are still there. */
export interface LeftOver {
  readonly worldId: string;
  readonly gen: number;
}

/** What restores have left: retired generations whose time is over, and rows of restores that were dropped. */
export function leftOver(
  worlds: readonly Pick<World, "worldId" | "retired">[],
  restores: readonly RestoreEntry[],
  now: number,
): readonly LeftOver[] {
  const over = worlds.flatMap(({ worldId, retired }) =>
    retired.filter(({ until }) => until <= now).map(({ gen }) => ({ worldId, gen })),
  );
  return [...over, ...restores.filter(isUncollected).map(({ worldId, gen }) => ({ worldId, gen }))];
}

/** A restore that was dropped and whose rows may still be there. */
export const isUncollected = ({ state, options }: Pick<RestoreEntry, "state" | "options">) =>
  state === "ABORTED" && options["collected"] !== "true";
