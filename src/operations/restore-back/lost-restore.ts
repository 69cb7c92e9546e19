import type { RestoreEntry } from "../../model/catalogue.ts";
import { ulidForm } from "../../model/ulid.ts";
import type { BackPorts } from "../restore-back.ts";

/** What the mark on a world tells of the restore that has claimed it, where the catalogue has no entry of that. */
export async function lostRestore({ clock, data }: BackPorts, worldId: string): Promise<RestoreEntry | undefined> {
  const world = await data.worlds.get(worldId);
  if (world?.restoring === undefined) return undefined;
  const { id, gen, of } = world.restoring;
  const entries = await data.catalogue.restores(worldId);
  if (entries.some(({ restoreId }) => restoreId === id)) return undefined;
  return {
    restoreId: id,
    worldId,
    state: "LOADING",
    createdAt: new Date(ulidForm.test(id) ? data.ids.momentOf(id) : clock.now()).toISOString(),
    createdBy: world.ownerId,
    snapshotId: of?.snapshotId ?? "",
    sourceWorldId: of?.sourceWorldId ?? worldId,
    mode: world.status === "restoring" ? "new" : "replace",
    gen,
    loaded: new Set(),
    options: of === undefined ? {} : { engine: of.engine },
  };
}
