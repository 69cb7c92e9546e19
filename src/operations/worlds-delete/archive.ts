import { GworldError } from "../../model/error.ts";
import type { SnapshotEntry } from "../../model/catalogue.ts";
import type { Connection } from "../../ports/connection.ts";
import type { DropPorts, DropSnapshots } from "../drop-snapshots.ts";
import type { Sure } from "../lease.ts";

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
 * Lets nobody restore or hold a world's snapshots any more: all or none of them. Throws like the plan where one is held or
 * read by now.
 */
export async function markArchive(ports: ArchivePorts, worldId: string): Promise<void> {
  const { catalogue } = ports.data;
  const entries = await catalogue.snapshots(worldId);
  const marked: SnapshotEntry[] = [];
  try {
    for (const entry of entries.filter(({ state }) => state !== "DELETING")) {
      if (!(await catalogue.changeSnapshot(entry, entry.state, { state: "DELETING" })))
        throw await changed(ports, entry);
      marked.push(entry);
    }
    // A restore says that it reads before it does.
    await refuseRead(ports, entries);
  } catch (error) {
    if (error instanceof GworldError)
      for (const entry of marked) await catalogue.changeSnapshot(entry, "DELETING", { state: entry.state });
    throw error;
  }
}

/** Removes all that the archive has of a world whose snapshots are marked. The lease on the archive must be held. */
export async function deleteArchive(
  ports: DropPorts,
  worldId: string,
  { drop, sure }: { drop: DropSnapshots; sure: Sure },
): Promise<{ readonly deleted: number; readonly freedBytes: number }> {
  const archive = await ports.data.archive();
  await sure();
  const known = new Set((await ports.data.catalogue.snapshots(worldId)).map(({ snapshotId }) => snapshotId));
  // Of those that the catalogue does not know, nobody would be asked again.
  for (const snapshotId of await archive.manifests(worldId))
    if (!known.has(snapshotId)) await archive.removeManifest(worldId, snapshotId);
  const { entries, freedBytes } = await drop(ports, { worldId, wanted: [], sure });
  let rest = 0;
  for await (const chunks of archive.chunks(worldId)) {
    await sure();
    await archive.removeChunks(worldId, chunks);
    rest += chunks.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  }
  return { deleted: entries.length, freedBytes: freedBytes + rest };
}

async function changed({ config, data }: ArchivePorts, { snapshotId }: SnapshotEntry): Promise<GworldError> {
  const now = await data.catalogue.snapshot(snapshotId);
  if (now?.held === true) return isHeld(now, config.name);
  return new GworldError("locked", `${snapshotId} is being changed by somebody else.`, {
    hint: `See it: gworld snapshot show ${snapshotId} -e ${config.name}`,
  });
}

function refuseHeld(entries: readonly SnapshotEntry[], env: string): void {
  const held = entries.find((entry) => entry.held);
  if (held !== undefined) throw isHeld(held, env);
}

const isHeld = ({ snapshotId }: SnapshotEntry, env: string) =>
  new GworldError("refused", `${snapshotId} is held.`, {
    hint: `Let it go first: gworld snapshot hold ${snapshotId} --release -e ${env}. Without --with-snapshots all snapshots stay.`,
  });

async function refuseRead({ config, data }: ArchivePorts, entries: readonly SnapshotEntry[]): Promise<void> {
  const readers = await Promise.all(entries.map((entry) => data.catalogue.readers(entry)));
  const [reading] = readers.flat();
  if (reading === undefined) return;
  throw new GworldError("locked", `${reading.worldId} is being restored from ${reading.snapshotId}.`, {
    hint: `Let that end, or drop it: gworld restore ${reading.worldId} --abort -e ${config.name}`,
  });
}
