import { GworldError } from "../model/error.ts";
import { shellWord } from "../model/shell-word.ts";
import { isBeginning, startsWithId } from "../model/snapshot/beginning.ts";
import { ulidForm } from "../model/ulid.ts";
import type { Connection } from "../ports/connection.ts";

type FindPorts = Pick<Connection, "config" | "data">;

/**
 * Work on a snapshot whose ID, or the beginning of it, was typed. Throws `usage` where several begin so. Where none is found
 * that the archive has, what is thrown says so: the catalogue may have been lost.
 */
export async function withSnapshot<T>(
  ports: FindPorts,
  typed: string,
  work: (snapshotId: string) => Promise<T>,
): Promise<T> {
  const id = await wholeId(ports, typed);
  try {
    return await work(id);
  } catch (error) {
    if (error instanceof GworldError && error.code === "notFound") await refuseUnnoted(ports, id);
    throw error;
  }
}

async function wholeId({ config, data }: FindPorts, typed: string): Promise<string> {
  if (!isBeginning(typed)) return typed;
  const found = startsWithId(await data.catalogue.snapshots(), typed);
  const [one, ...others] = found;
  if (others.length === 0) return one?.snapshotId ?? typed;
  const listed = found.slice(0, mostNamed).map(({ snapshotId, worldId }) => `${snapshotId} of ${worldId}`);
  const more = found.length > mostNamed ? ` and ${found.length - mostNamed} more` : "";
  throw new GworldError("usage", `${found.length} snapshots begin with ${typed}: ${listed.join(", ")}${more}.`, {
    hint: `Type more of it. See all: gworld snapshot list -e ${config.name}`,
  });
}

const mostNamed = 5;

/** So many worlds are looked at in the archive: a hint is not worth more. */
const mostWorlds = 20;

async function refuseUnnoted({ config, data }: FindPorts, id: string): Promise<void> {
  const snapshotId = id.toUpperCase();
  if (!ulidForm.test(snapshotId) || (await data.catalogue.snapshot(snapshotId)) !== undefined) return;
  const archive = await data.archive();
  const worlds = (await archive.worlds().catch(() => [])).slice(0, mostWorlds);
  const found = await Promise.all(worlds.map((worldId) => archive.hasManifest(worldId, snapshotId).catch(() => false)));
  const worldId = worlds[found.indexOf(true)];
  if (worldId === undefined) return;
  throw new GworldError("notFound", `${snapshotId} of ${worldId} is in the archive, but not in the catalogue.`, {
    hint: `Note it again: gworld snapshot reindex ${shellWord(worldId)} -e ${config.name}`,
  });
}

/** True where the archive has manifests: asked where the catalogue knows no snapshot, of one world or of all. */
export async function hasUnnoted({ data }: Pick<Connection, "data">, worldId: string | undefined): Promise<boolean> {
  try {
    const archive = await data.archive();
    const worlds = worldId === undefined ? (await archive.worlds()).slice(0, mostWorlds) : [worldId];
    for (const world of worlds) if ((await archive.manifests(world)).length > 0) return true;
    return false;
  } catch (error) {
    // Whoever may not look, or has no bucket yet, is told what the catalogue says.
    if (error instanceof GworldError) return false;
    throw error;
  }
}
export type HasUnnoted = typeof hasUnnoted;
