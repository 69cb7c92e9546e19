import { checkForeign, foreignWorld } from "../model/archive/foreign.ts";
import { chunkKey } from "../model/archive/chunk-name.ts";
import { chunksByName } from "../model/archive/bundle-names.ts";
import { manifestText, parseManifest } from "../model/archive/manifest-text.ts";
import type { Manifest, Origin } from "../model/archive/manifest.ts";
import type { CarryEvent } from "../model/carry-event.ts";
import { secondsBetween } from "../model/duration.ts";
import { ended } from "../model/ended.ts";
import { GworldError } from "../model/error.ts";
import { shellWord } from "../model/shell-word.ts";
import { notedEntry } from "../model/snapshot/noted.ts";
import type { Archive } from "../ports/archive.ts";
import type { BundleEntry } from "../ports/bundles.ts";
import type { Connection } from "../ports/connection.ts";
import type { Sure, WithLease } from "./lease.ts";
import { readChunks, type StoredChunks } from "./snapshot-import/chunks.ts";
import { another, isWhole, putBack, sameContent, standing } from "./snapshot-import/standing.ts";
import { readManifest } from "./snapshot-import/manifest.ts";

type ImportPorts = Pick<Connection, "config" | "clock" | "data">;

export interface ImportedSnapshot {
  readonly snapshotId: string;
  /** The world it is filed under: the one it is of, or that of `--as`. */
  readonly worldId: string;
  readonly file: string;
  /** repaired: it was there, and what of it was missing or damaged was stored anew. */
  readonly result: "imported" | "repaired" | "unchanged";
  readonly tick: number;
  readonly consistency: Manifest["consistency"];
  readonly origin: Origin;
  readonly chunks: number;
  /** Stored bytes, and those of them that were not there yet. */
  readonly bytes: number;
  readonly newBytes: number;
  readonly seconds: number;
}

export interface ImportOptions {
  readonly file: string;
  /** The world to file it under. */
  readonly as: string | undefined;
  readonly withLease: WithLease;
  readonly signal: AbortSignal;
  readonly report: (event: CarryEvent) => void;
  readonly say: (text: string) => void;
}

/**
 * Takes a snapshot from a file that nobody vouches for. All of it is checked as it is read; chunks are stored on the way,
 * which nobody names until all is well, then the manifest and the entry. Throws `usage` for what is no bundle, `unverified`
 * where its parts do not fit, `refused` where there is another snapshot of this ID.
 */
export async function importSnapshot(ports: ImportPorts, options: ImportOptions): Promise<ImportedSnapshot> {
  const { file, signal } = options;
  const begun = ports.clock.now();
  const entries = ports.data.bundles.read(file)[Symbol.asyncIterator]();
  try {
    const manifest = await readManifest(entries, ports.data.codec);
    checkForeign(manifest, ports.data.codec.sha256, "imported");
    const done = await importAs(ports, manifest, { ...options, entries });
    return { ...done, file, seconds: secondsBetween(begun, ports.clock.now()) };
  } catch (error) {
    const as = options.as === undefined ? "" : ` --as ${shellWord(options.as)}`;
    throw ended(error, {
      stopped: signal.aborted,
      interrupted: "Interrupted. Nothing was imported.",
      unfinished: "Nothing was imported",
      hint: `What was stored stays. Go on with: gworld snapshot import ${shellWord(file)}${as} -e ${ports.config.name}`,
    });
  } finally {
    await entries.return?.();
  }
}

type Importing = ImportOptions & { readonly entries: AsyncIterator<BundleEntry> };
type Done = Omit<ImportedSnapshot, "file" | "seconds">;

async function importAs(ports: ImportPorts, manifest: Manifest, options: Importing): Promise<Done> {
  const { withLease, signal, say } = options;
  const archive = await ports.data.archive();
  const { snapshotId } = manifest;
  const wanted = { manifest, as: options.as };
  const before = await standing(ports, await ports.data.catalogue.snapshot(snapshotId), wanted);
  if (before?.manifest !== undefined && (await isWhole(archive, before.manifest, signal)))
    return answer(before.manifest, "unchanged", 0);
  const worldId = before?.entry.worldId ?? options.as ?? foreignWorld(manifest);
  const doing = `snapshot import ${snapshotId}`;
  const waiting = () => say(`Waiting for somebody else's work on the snapshots of ${worldId}`);
  return withLease(ports, { worldId, what: "archive", doing, signal, waiting }, async (held, sure) => {
    // Whoever had the lease before may have deleted it, or made it.
    const entries = await ports.data.catalogue.snapshots(worldId);
    const entry = entries.find((one) => one.snapshotId === snapshotId);
    const there = await standing(ports, entry, wanted);
    const stored = await readChunks(ports, { ...options, signal: held, archive, manifest, worldId });
    const { newBytes } = stored;
    const own = filed(manifest, worldId, stored);
    if (there === undefined) return note(ports, archive, { manifest: own, newBytes, sure });
    if (there.manifest !== undefined) return answer(there.manifest, newBytes > 0 ? "repaired" : "unchanged", newBytes);
    const kept = await putBack(ports, archive, { entry: there.entry, manifest, filed: own, sure });
    return answer(kept, "repaired", newBytes);
  });
}

/** Under the world it goes to, with the sums of what is stored there, so that a restore takes it for one of its own. */
function filed(manifest: Manifest, worldId: string, { chunks }: StoredChunks): Manifest {
  const origin = manifest.origin ?? { environment: manifest.environment, worldId: manifest.worldId };
  const own = manifest.chunks.map((chunk) => ({ ...chunk, ...chunks.get(chunkKey(chunk)) }));
  return { ...manifest, worldId, chunks: own, parent: null, origin };
}

/** The manifest, by which the snapshot exists, then its entry. */
async function note(
  { clock, data }: ImportPorts,
  archive: Archive,
  { manifest, newBytes, sure }: { manifest: Manifest; newBytes: number; sure: Sure },
): Promise<Done> {
  const { worldId, snapshotId } = manifest;
  const text = manifestText(manifest);
  await sure();
  const isNew = await archive.putManifest(worldId, snapshotId, text);
  // One that stands is of an import that was cut off, or of a snapshot whose entry was lost.
  const standing = isNew ? text : ((await archive.manifest(worldId, snapshotId)) ?? text);
  const kept = parseManifest(standing);
  if (!sameContent(kept, manifest)) throw another(snapshotId, worldId);
  const manifestSha256 = data.codec.sha256(standing);
  const entry = notedEntry(kept, data.ids.momentOf(snapshotId), { manifestSha256, newBytes });
  if (await data.catalogue.addSnapshot(entry)) return answer(kept, "imported", newBytes);
  throw new GworldError("locked", `Somebody else has made ${snapshotId} at ${new Date(clock.now()).toISOString()}.`, {
    hint: "Run the same command again.",
  });
}

function answer(manifest: Manifest, result: ImportedSnapshot["result"], newBytes: number): Done {
  const { snapshotId, worldId, tick, consistency, environment, chunks } = manifest;
  const each = [...chunksByName(chunks).values()];
  return {
    snapshotId,
    worldId,
    result,
    tick,
    consistency,
    origin: manifest.origin ?? { environment, worldId },
    chunks: each.length,
    bytes: each.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
    newBytes,
  };
}
