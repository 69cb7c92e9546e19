import { GworldError } from "../model/error.ts";
import { foundSnapshot } from "../model/snapshot/find.ts";
import type { Connection } from "../ports/connection.ts";

export interface HeldSnapshot {
  readonly snapshotId: string;
  readonly worldId: string;
  readonly held: boolean;
}

/** Holds a snapshot, so that nothing deletes it, or lets it go. Throws `notFound`, and `refused` for one that is not complete. */
export async function holdSnapshot(
  { config, data }: Pick<Connection, "config" | "data">,
  id: string,
  held: boolean,
): Promise<HeldSnapshot> {
  const entry = foundSnapshot(await data.catalogue.snapshot(id.toUpperCase()), { id, env: config.name });
  const { snapshotId, worldId } = entry;
  if (await data.catalogue.changeSnapshot(entry, "COMPLETE", { held })) return { snapshotId, worldId, held };
  throw new GworldError("refused", `${snapshotId} is ${entry.state.toLowerCase()}: only a complete one is held.`, {
    hint: `See those there are: gworld snapshot list -e ${config.name}`,
  });
}
