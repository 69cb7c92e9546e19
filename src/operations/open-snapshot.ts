import { parseManifest } from "../model/archive/manifest-text.ts";
import type { Manifest } from "../model/archive/manifest.ts";
import type { SnapshotEntry } from "../model/catalogue.ts";
import { GworldError } from "../model/error.ts";
import { damagedSnapshot } from "../model/snapshot/damaged.ts";
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
  const entry = await data.catalogue.snapshot(id.toUpperCase());
  const hint = `See those there are: gworld snapshot list -e ${config.name}`;
  if (entry === undefined) throw new GworldError("notFound", `There is no snapshot ${id} in ${config.name}.`, { hint });
  const { snapshotId, worldId, state } = entry;
  if (state !== "COMPLETE")
    throw new GworldError("refused", `${snapshotId} is ${state.toLowerCase()}: it cannot be ${participle}.`, {
      hint: state === "CREATING" ? `Finish it: gworld snapshot create ${worldId} -e ${config.name}` : hint,
    });
  const archive = await data.archive();
  const text = await archive.manifest(worldId, snapshotId);
  if (text === undefined) throw damagedSnapshot(snapshotId, `its manifest is not in ${archive.location}`);
  if (data.codec.sha256(text) !== entry.manifestSha256)
    throw damagedSnapshot(snapshotId, "its manifest is not the one that was written");
  return { entry, archive, text, manifest: parseManifest(text) };
}
export type Open = typeof openSnapshot;
