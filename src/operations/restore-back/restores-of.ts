import type { RestoreEntry } from "../../model/catalogue.ts";
import type { BackPorts } from "../restore-back.ts";

/** Those of a world, a restore or a snapshot of this name, newest first. */
export async function restoresOf({ data }: Pick<BackPorts, "data">, name: string): Promise<readonly RestoreEntry[]> {
  const ofWorld = await data.catalogue.restores(name);
  if (ofWorld.length > 0) return ofWorld;
  const id = name.toUpperCase();
  const one = await data.catalogue.restore(id);
  if (one !== undefined) return [one];
  return (await data.catalogue.restores()).filter(({ snapshotId }) => snapshotId === id);
}
