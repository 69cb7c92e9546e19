import type { RestoreEntry } from "../../model/catalogue.ts";
import { GworldError } from "../../model/error.ts";
import type { RestorePorts } from "./job.ts";

/**
 * Drops a restore that did not come to its end. What was loaded is removed by the next restore of the world. Throws
 * `locked` where it has come to its end meanwhile.
 */
export async function dropRestore({ data }: Pick<RestorePorts, "data">, entry: RestoreEntry): Promise<void> {
  if (await data.catalogue.abort(entry)) return;
  throw new GworldError("locked", `The restore of ${entry.worldId} has ended, or its world was changed, meanwhile.`, {
    hint: `See it: gworld worlds show ${entry.worldId}`,
  });
}
export type DropRestore = typeof dropRestore;
