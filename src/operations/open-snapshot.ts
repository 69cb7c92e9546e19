import { parseManifest } from "../model/archive/manifest-text.ts";
import type { Manifest } from "../model/archive/manifest.ts";
import type { SnapshotEntry } from "../model/catalogue.ts";
import { damagedSnapshot } from "../model/snapshot/damaged.ts";
import { completeSnapshot } from "../model/snapshot/find.ts";
import type { Archive } from "../ports/archive.ts";
import type { Connection } from "../ports/connection.ts";

/** A snapshot of the catalogue that is complete, with its manifest as it was written. */
export interface OpenSnapshot {
  readonly entry: SnapshotEntry;
  readonly archive: Archive;
  readonly manifest: Manifest;
  /** The manifest's own bytes. */
  readonly text: string;
}

/**
 * Finds a snapshot by its ID and reads its manifest; `participle` as in `exported`. Throws `notFound`, `refused` for one that
 * is not complete, `unverified` where its manifest is missing or another, and `usage` for a newer gworld's.
 */
export async function openSnapshot(
  { config, data }: Pick<Connection, "config" | "data">,
  id: string,
  participle: string,
): Promise<OpenSnapshot> {
  const looked = await data.catalogue.snapshot(id.toUpperCase());
  const entry = completeSnapshot(looked, { id, env: config.name, participle });
  const { snapshotId, worldId } = entry;
  const archive = await data.archive();
  const text = await archive.manifest(worldId, snapshotId);
  if (text === undefined) throw damagedSnapshot(snapshotId, `its manifest is not in ${archive.location}`);
  if (data.codec.sha256(text) !== entry.manifestSha256)
    throw damagedSnapshot(snapshotId, "its manifest is not the one that was written");
  return { entry, archive, text, manifest: parseManifest(text) };
}
export type Open = typeof openSnapshot;
