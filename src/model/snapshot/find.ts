import type { SnapshotEntry } from "../catalogue.ts";
import { GworldError } from "../error.ts";

/** How somebody looks a snapshot up; `id` as it was typed, `participle` as in `exported`. */
interface Looked {
  readonly id: string;
  readonly env: string;
  readonly participle: string;
}

/** The entry that was found. Throws `notFound`. */
export function foundSnapshot(
  entry: SnapshotEntry | undefined,
  { id, env }: Omit<Looked, "participle">,
): SnapshotEntry {
  if (entry !== undefined) return entry;
  throw new GworldError("notFound", `There is no snapshot ${id} in ${env}.`, { hint: seeThose(env) });
}

/** The entry of a snapshot that can be read. Throws `notFound`, and `refused` for one that is not complete. */
export function completeSnapshot(entry: SnapshotEntry | undefined, looked: Looked): SnapshotEntry {
  const found = foundSnapshot(entry, looked);
  const { snapshotId, worldId, state } = found;
  if (state === "COMPLETE") return found;
  throw new GworldError("refused", `${snapshotId} is ${state.toLowerCase()}: it cannot be ${looked.participle}.`, {
    hint: state === "CREATING" ? `Finish it: gworld snapshot create ${worldId} -e ${looked.env}` : seeThose(looked.env),
  });
}

const seeThose = (env: string) => `See those there are: gworld snapshot list -e ${env}`;
