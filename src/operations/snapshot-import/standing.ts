import { chunkKey } from "../../model/archive/chunk-name.ts";
import { manifestText, parseManifest } from "../../model/archive/manifest-text.ts";
import type { Manifest } from "../../model/archive/manifest.ts";
import type { SnapshotEntry } from "../../model/catalogue.ts";
import { GworldError } from "../../model/error.ts";
import type { Archive } from "../../ports/archive.ts";
import type { Connection } from "../../ports/connection.ts";
import type { Sure } from "../lease.ts";

/** A snapshot that is in the environment already; without its manifest where that is missing, or another than was written. */
export interface Standing {
  readonly entry: SnapshotEntry;
  readonly manifest: Manifest | undefined;
}

type StandingPorts = Pick<Connection, "config" | "data">;

/** What stands of a snapshot of this entry. Throws `refused` where another one has its ID, or another world has it. */
export async function standing(
  { config, data }: StandingPorts,
  entry: SnapshotEntry | undefined,
  { manifest, as }: { manifest: Manifest; as: string | undefined },
): Promise<Standing | undefined> {
  const { snapshotId } = manifest;
  if (entry === undefined) return undefined;
  if (entry.state !== "COMPLETE")
    throw new GworldError("refused", `${snapshotId} is in ${config.name} already, and ${entry.state.toLowerCase()}.`, {
      hint: `See it: gworld snapshot show ${snapshotId} -e ${config.name}`,
    });
  const text = await (await data.archive()).manifest(entry.worldId, snapshotId);
  const whole = text !== undefined && data.codec.sha256(text) === entry.manifestSha256;
  const there = whole ? parseManifest(text) : undefined;
  if (!(there === undefined ? isOf(entry, manifest) : sameContent(there, manifest)))
    throw another(snapshotId, entry.worldId);
  if (as === undefined || as === entry.worldId) return { entry, manifest: there };
  throw new GworldError("refused", `${snapshotId} is in ${config.name} already, under ${entry.worldId}.`, {
    hint: `Make a world of it right away: gworld restore ${snapshotId} --as ${as} -e ${config.name}`,
  });
}

export const sameContent = (a: Manifest, b: Manifest) =>
  a.merkleRoot === b.merkleRoot && a.contentHash === b.contentHash;

/** As far as an entry alone can tell. */
const isOf = ({ contentHash, cut }: SnapshotEntry, manifest: Manifest) =>
  contentHash === manifest.contentHash && cut?.tick === manifest.tick && cut.gen === manifest.gen;

/** Whether every chunk of it is stored as it says. */
export async function isWhole(archive: Archive, manifest: Manifest, signal: AbortSignal): Promise<boolean> {
  const stored = await archive.sums(manifest.worldId, manifest.chunks, signal);
  return manifest.chunks.every((chunk) => stored.get(chunkKey(chunk))?.storedSha256 === chunk.storedSha256);
}

/** Puts a manifest back: the very one that was written where the file has it, else `filed`, which the entry then names. */
export async function putBack(
  { data }: StandingPorts,
  archive: Archive,
  { entry, manifest, filed, sure }: { entry: SnapshotEntry; manifest: Manifest; filed: Manifest; sure: Sure },
): Promise<Manifest> {
  const own = [manifest, filed].find(
    (one) => one.worldId === entry.worldId && data.codec.sha256(manifestText(one)) === entry.manifestSha256,
  );
  const kept = own ?? filed;
  const text = manifestText(kept);
  await sure();
  await archive.removeManifest(entry.worldId, entry.snapshotId);
  await archive.putManifest(entry.worldId, entry.snapshotId, text);
  if (own !== undefined) return kept;
  const fields = { manifestSha256: data.codec.sha256(text), origin: filed.origin };
  if (await data.catalogue.changeSnapshot(entry, "COMPLETE", fields)) return kept;
  throw new GworldError("locked", `Somebody else has changed ${entry.snapshotId} meanwhile.`, {
    hint: "Run the same command again.",
  });
}

export const another = (snapshotId: string, worldId: string) =>
  new GworldError("refused", `There is a snapshot ${snapshotId} of ${worldId} already, and it holds other data.`, {
    hint: "One of the two was changed. gworld snapshot verify proves the one that is there.",
  });
