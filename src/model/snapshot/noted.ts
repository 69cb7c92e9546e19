import type { Manifest } from "../archive/manifest.ts";
import type { SnapshotEntry } from "../catalogue.ts";
import { completed } from "./answer.ts";

/** The entry of a snapshot of which the manifest is all that is known. `moment` is that in its ULID, in milliseconds since the epoch. */
export function notedEntry(
  manifest: Manifest,
  moment: number,
  end: { readonly manifestSha256: string; readonly newBytes?: number; readonly seconds?: number },
): SnapshotEntry {
  const { snapshotId, worldId, createdBy, name, labels, tick, seq, epoch, gen, pauseMs, createdAt, origin } = manifest;
  return {
    ...completed(manifest, end),
    snapshotId,
    worldId,
    state: "COMPLETE",
    createdAt: new Date(moment).toISOString(),
    createdBy,
    name,
    labels,
    held: false,
    cut: { tick, seq, epoch, gen, pauseMs, at: createdAt },
    consistency: manifest.consistency,
    warnings: manifest.warnings,
    origin,
  };
}
