import type { RestoreEntry } from "../../model/catalogue.ts";
import { GworldError } from "../../model/error.ts";
import type { RestorePorts } from "./job.ts";

/**
 * Drops a restore that did not come to its end. What was loaded is removed by the next restore of the world, where nobody
 * does before. `isLost`: the catalogue has no entry of it. Throws `locked` where it has come to its end meanwhile.
 */
export async function dropRestore(
  { data }: Pick<RestorePorts, "data">,
  entry: RestoreEntry,
  isLost = false,
): Promise<void> {
  if (await data.catalogue.abort(entry, isLost ? entry : undefined)) return;
  throw new GworldError("locked", `The restore of ${entry.worldId} has ended, or its world was changed, meanwhile.`, {
    hint: `See it: gworld worlds show ${entry.worldId}`,
  });
}
export type DropRestore = typeof dropRestore;
