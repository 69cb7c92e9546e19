import { GworldError } from "../../model/error.ts";
import type { SnapshotEntry } from "../../model/catalogue.ts";
import type { Connection } from "../../ports/connection.ts";

type ArchivePorts = Pick<Connection, "config" | "data">;

/** What there is of a world in the archive. */
export interface ArchivePlan {
  /** Complete ones. */
  readonly snapshots: number;
  /** What those that are complete have stored anew, in bytes. */
  readonly bytes: number;
}

/** Throws where snapshots are to go and one of them is held, or is being restored somewhere. */
export async function planArchive(
  { config, data }: ArchivePorts,
  worldId: string,
  toGo: boolean,
): Promise<ArchivePlan> {
  const entries = await data.catalogue.snapshots(worldId);
  if (toGo) {
    refuseHeld(entries, config.name);
    await refuseRead({ config, data }, entries);
  }
  const complete = entries.filter(({ state }) => state === "COMPLETE");
  return {
    snapshots: complete.length,
    bytes: complete.reduce((sum, { newBytes = 0 }) => sum + newBytes, 0),
  };
}

/**
 * Removes all snapshots of a world: first nobody may restore them, then manifests and chunks go, then their entries. The
 * lease on the archive must be held.
 */
export async function deleteArchive(
  ports: ArchivePorts,
  worldId: string,
  signal: AbortSignal,
): Promise<{ readonly deleted: number; readonly freedBytes: number }> {
  const { catalogue } = ports.data;
  const entries = await catalogue.snapshots(worldId);
  refuseHeld(entries, ports.config.name);
  for (const entry of entries) await catalogue.changeSnapshot(entry, entry.state, { state: "DELETING" });
  const archive = await ports.data.archive();
  for (const snapshotId of await archive.manifests(worldId)) await archive.removeManifest(worldId, snapshotId);
  let freedBytes = 0;
  for await (const chunks of archive.chunks(worldId)) {
    signal.throwIfAborted();
    await archive.removeChunks(worldId, chunks);
    freedBytes += chunks.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  }
  for (const entry of entries) await catalogue.removeSnapshot(entry);
  return { deleted: entries.length, freedBytes };
}

function refuseHeld(entries: readonly SnapshotEntry[], env: string): void {
  const held = entries.find((entry) => entry.held);
  if (held === undefined) return;
  throw new GworldError("refused", `${held.snapshotId} is held.`, {
    hint: `Let it go first: gworld snapshot hold ${held.snapshotId} --release -e ${env}. Without --with-snapshots all snapshots stay.`,
  });
}

async function refuseRead({ config, data }: ArchivePorts, entries: readonly SnapshotEntry[]): Promise<void> {
  const own = new Set(entries.map(({ snapshotId }) => snapshotId));
  const reading = (await data.catalogue.restores()).find(
    ({ state, snapshotId }) => state === "LOADING" && own.has(snapshotId),
  );
  if (reading === undefined) return;
  throw new GworldError("locked", `${reading.worldId} is being restored from ${reading.snapshotId}.`, {
    hint: `Let that end, or drop it: gworld restore ${reading.worldId} --abort -e ${config.name}`,
  });
}
