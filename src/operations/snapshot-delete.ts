import { parseManifest } from "../model/archive/manifest-text.ts";
import type { Chunk } from "../model/archive/manifest.ts";
import type { SnapshotEntry } from "../model/catalogue.ts";
import { GworldError } from "../model/error.ts";
import type { Archive } from "../ports/archive.ts";
import type { Connection } from "../ports/connection.ts";
import type { WithLease } from "./lease.ts";

type DeletePorts = Pick<Connection, "config" | "clock" | "data">;

export interface SnapshotDeletePlan {
  readonly env: string;
  readonly entry: SnapshotEntry;
  /** True where no other complete snapshot of its world is left. */
  readonly isLast: boolean;
}

export interface DeletedSnapshot {
  readonly snapshotId: string;
  readonly worldId: string;
  /** Chunks that no other snapshot has, and their stored bytes. */
  readonly chunks: number;
  readonly freedBytes: number;
}

/** Throws `notFound`, `refused` for a held one, and `locked` for one that a restore reads. */
export async function planSnapshotDelete(
  { config, data }: DeletePorts,
  snapshotId: string,
): Promise<SnapshotDeletePlan> {
  const entry = await data.catalogue.snapshot(snapshotId);
  if (entry === undefined)
    throw new GworldError("notFound", `There is no snapshot ${snapshotId} in ${config.name}.`, {
      hint: `See those there are: gworld snapshot list -e ${config.name}`,
    });
  if (entry.held)
    throw new GworldError("refused", `${snapshotId} is held.`, {
      hint: `Let it go first: gworld snapshot hold ${snapshotId} --release -e ${config.name}`,
    });
  const reading = (await data.catalogue.restores()).find(
    (one) => one.state === "LOADING" && one.snapshotId === snapshotId,
  );
  if (reading !== undefined)
    throw new GworldError("locked", `${reading.worldId} is being restored from ${snapshotId}.`, {
      hint: `Let that end, or drop it: gworld restore ${reading.worldId} --abort -e ${config.name}`,
    });
  const others = await data.catalogue.snapshots(entry.worldId);
  const isLast = !others.some((one) => one.state === "COMPLETE" && one.snapshotId !== snapshotId);
  return { env: config.name, entry, isLast };
}

/**
 * First nobody may restore it, then what it alone has goes, its manifest, and its entry. A run that was cut off is done
 * again. Under the lease on the world's archive no snapshot can come to rest on what goes.
 */
export async function deleteSnapshot(
  ports: DeletePorts,
  { entry }: SnapshotDeletePlan,
  options: { withLease: WithLease; signal: AbortSignal; waiting: (text: string) => void },
): Promise<DeletedSnapshot> {
  const { snapshotId, worldId, state } = entry;
  const { data } = ports;
  const waiting = () => options.waiting(`Waiting for somebody else's work on the snapshots of ${worldId}`);
  const wish = {
    worldId,
    what: "archive",
    doing: `snapshot delete ${snapshotId}`,
    signal: options.signal,
    waiting,
  } as const;
  return options.withLease(ports, wish, async (signal) => {
    if (!(await data.catalogue.changeSnapshot(entry, state, { state: "DELETING" }))) throw overtaken(entry);
    const archive = await data.archive();
    const own = await ownChunks(ports, archive, entry);
    signal.throwIfAborted();
    await archive.removeChunks(worldId, own);
    await archive.removeManifest(worldId, snapshotId);
    await data.catalogue.removeSnapshot(entry);
    return {
      snapshotId,
      worldId,
      chunks: own.length,
      freedBytes: own.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
    };
  });
}

/** Chunks of a snapshot that no other manifest of the world names, and no checkpoint of one in the making. */
async function ownChunks({ data }: DeletePorts, archive: Archive, entry: SnapshotEntry): Promise<readonly Chunk[]> {
  const { worldId, snapshotId } = entry;
  const text = await archive.manifest(worldId, snapshotId);
  const checkpoints = await data.catalogue.checkpoints(entry);
  const chunks = new Map<string, Chunk>();
  for (const chunk of text === undefined ? checkpoints.flatMap((one) => one.chunks) : parseManifest(text).chunks)
    chunks.set(chunk.sha256, chunk);
  for (const other of await archive.manifests(worldId)) {
    const kept = other === snapshotId ? undefined : await archive.manifest(worldId, other);
    if (kept !== undefined) for (const { sha256 } of parseManifest(kept).chunks) chunks.delete(sha256);
  }
  for (const other of await data.catalogue.snapshots(worldId)) {
    if (other.snapshotId === snapshotId || other.state !== "CREATING") continue;
    for (const { chunks: kept } of await data.catalogue.checkpoints(other))
      for (const { sha256 } of kept) chunks.delete(sha256);
  }
  return [...chunks.values()];
}

/** Holds a snapshot, so that nothing deletes it, or lets it go. */
export async function holdSnapshot({ config, data }: DeletePorts, snapshotId: string, held: boolean) {
  const entry = await data.catalogue.snapshot(snapshotId);
  if (entry !== undefined && (await data.catalogue.changeSnapshot(entry, "COMPLETE", { held })))
    return { snapshotId, worldId: entry.worldId, held };
  throw new GworldError(
    entry === undefined ? "notFound" : "refused",
    entry === undefined ? `There is no snapshot ${snapshotId} in ${config.name}.` : `${snapshotId} is not complete.`,
    { hint: `See those there are: gworld snapshot list -e ${config.name}` },
  );
}

const overtaken = ({ snapshotId }: SnapshotEntry) =>
  new GworldError("locked", `${snapshotId} was changed by somebody else meanwhile.`, {
    hint: "Run the same command again.",
  });
