import { chunkKey } from "../model/archive/chunk-name.ts";
import { parseManifest } from "../model/archive/manifest-text.ts";
import type { Chunk } from "../model/archive/manifest.ts";
import type { SnapshotEntry } from "../model/catalogue.ts";
import { GworldError } from "../model/error.ts";
import { abandonedAfter } from "../model/retention.ts";
import type { Archive, StoredChunk } from "../ports/archive.ts";
import type { Connection } from "../ports/connection.ts";
import type { Sure } from "./lease.ts";

export type DropPorts = Pick<Connection, "config" | "clock" | "data">;

/** Chunks of a world that nothing names once some snapshots are gone. */
export interface Unneeded {
  readonly chunks: readonly StoredChunk[];
  readonly bytes: number;
}

export interface Dropped {
  readonly entries: readonly SnapshotEntry[];
  /** Chunks that were removed, and their stored bytes. */
  readonly chunks: number;
  readonly freedBytes: number;
}

/**
 * What can go of a world's chunks without the snapshots `gone`: what only they name, and what nobody names and is older than
 * a day. Chunks are listed before manifests are read, so that what comes meanwhile is not among them. One manifest is in
 * memory at a time. Throws where a manifest that stays cannot be read: nobody knows then what is needed.
 */
export async function unneededChunks(
  { clock, data }: DropPorts,
  worldId: string,
  gone: ReadonlySet<string>,
): Promise<Unneeded> {
  const archive = await data.archive();
  const stored = await archive.stored(worldId);
  const [own, needed] = [new Set<string>(), new Set<string>()];
  const see = (chunks: readonly Chunk[], goes: boolean) => {
    for (const chunk of chunks) (goes ? own : needed).add(chunkKey(chunk));
  };
  for (const snapshotId of await archive.manifests(worldId)) {
    const goes = gone.has(snapshotId);
    see(await manifestChunks(archive, { worldId, snapshotId }, goes), goes);
  }
  for (const entry of await data.catalogue.snapshots(worldId)) {
    if (entry.state !== "CREATING" && !gone.has(entry.snapshotId)) continue;
    for (const { chunks } of await data.catalogue.checkpoints(entry)) see(chunks, gone.has(entry.snapshotId));
  }
  const before = clock.now() - abandonedAfter;
  const chunks = [...stored].flatMap(([key, chunk]) =>
    !needed.has(key) && (own.has(key) || chunk.storedAt < before) ? [chunk] : [],
  );
  return { chunks, bytes: chunks.reduce((sum, { storedBytes }) => sum + storedBytes, 0) };
}

export type UnneededChunks = typeof unneededChunks;

/** A manifest that is to go may be damaged: what it named is then what nobody names, and goes once it is a day old. */
async function manifestChunks(
  archive: Archive,
  { worldId, snapshotId }: Pick<SnapshotEntry, "worldId" | "snapshotId">,
  goes: boolean,
): Promise<readonly Chunk[]> {
  const text = await archive.manifest(worldId, snapshotId);
  try {
    return text === undefined ? [] : parseManifest(text).chunks;
  } catch (error) {
    if (!(error instanceof GworldError)) throw error;
    if (goes) return [];
    throw new GworldError(error.code, `${snapshotId} of ${worldId}: ${error.message} Nothing was deleted.`, {
      hint:
        error.code === "usage"
          ? error.hint
          : `Nobody knows which chunks it needs. Delete it first: gworld snapshot delete ${snapshotId}`,
      cause: error,
    });
  }
}

/**
 * Deletes snapshots of one world, and those whose deletion was cut off. First nobody may restore them; then their
 * manifests go, then chunks, then entries, so that whatever has a manifest is whole. A run that was cut off is done again.
 * `sure` is of the lease on the world's archive.
 */
export async function dropSnapshots(
  ports: DropPorts,
  { worldId, wanted, sure }: { worldId: string; wanted: readonly SnapshotEntry[]; sure: Sure },
): Promise<Dropped> {
  const { catalogue } = ports.data;
  const archive = await ports.data.archive();
  const begun = (await catalogue.snapshots(worldId)).filter(({ state }) => state === "DELETING");
  const all = [...begun, ...wanted.filter(({ state }) => state !== "DELETING")];
  // Where it cannot be known what is needed, no deletion is begun.
  const planned = await unneededChunks(ports, worldId, idsOf(all));
  const entries = await unread(ports, [...begun, ...(await marked(ports, wanted))]);
  const unneeded = entries.length === all.length ? planned : await unneededChunks(ports, worldId, idsOf(entries));
  for (const { snapshotId } of entries) {
    await sure();
    await archive.removeManifest(worldId, snapshotId);
  }
  for (let from = 0; from < unneeded.chunks.length; from += removedAtOnce) {
    await sure();
    await archive.removeChunks(worldId, unneeded.chunks.slice(from, from + removedAtOnce));
  }
  await sure();
  for (const entry of entries) await catalogue.removeSnapshot(entry);
  return { entries, chunks: unneeded.chunks.length, freedBytes: unneeded.bytes };
}
export type DropSnapshots = typeof dropSnapshots;

const idsOf = (entries: readonly SnapshotEntry[]) => new Set(entries.map(({ snapshotId }) => snapshotId));

/** As S3 deletes them. */
const removedAtOnce = 1_000;

/** Those that nobody has held or changed meanwhile. */
async function marked({ data }: DropPorts, wanted: readonly SnapshotEntry[]): Promise<readonly SnapshotEntry[]> {
  const done: SnapshotEntry[] = [];
  for (const entry of wanted)
    if (entry.state !== "DELETING" && (await data.catalogue.changeSnapshot(entry, entry.state, { state: "DELETING" })))
      done.push(entry);
  return done;
}

/** A restore says that it reads before it does: one that came before the mark is let through, and finds all it needs. */
async function unread({ data }: DropPorts, entries: readonly SnapshotEntry[]): Promise<readonly SnapshotEntry[]> {
  const free: SnapshotEntry[] = [];
  for (const entry of entries)
    if ((await data.catalogue.readers(entry)).length === 0) free.push(entry);
    else if (entry.state !== "DELETING") await data.catalogue.changeSnapshot(entry, "DELETING", { state: entry.state });
  return free;
}

/** Snapshots that a restore under way reads, into whatever world, for a plan: what was begun just now may be missing. */
export async function beingRead({ data }: Pick<DropPorts, "data">): Promise<ReadonlySet<string>> {
  const restores = await data.catalogue.restores();
  return new Set(restores.filter(({ state }) => state === "LOADING").map(({ snapshotId }) => snapshotId));
}
export type BeingRead = typeof beingRead;
