import type { SnapshotEntry, SnapshotState } from "../catalogue.ts";
import type { Consistency, Manifest, Origin } from "../archive/manifest.ts";
import { worldParts, type WorldPart } from "../world/keys.ts";

/** Rows of a snapshot by what they are; the world's own row is not counted. */
export type SnapshotItems = Readonly<Record<Exclude<WorldPart, "world">, number>>;

/** A snapshot as programs are told of it. What is not known before it is complete is null. */
export interface SnapshotAnswer {
  readonly snapshotId: string;
  readonly worldId: string;
  readonly state: SnapshotState;
  readonly consistency: Consistency;
  readonly tick: number | null;
  readonly items: SnapshotItems | null;
  readonly bytes: number | null;
  readonly storedBytes: number | null;
  readonly newBytes: number | null;
  readonly chunks: number | null;
  readonly manifestSha256: string | null;
  readonly seconds: number | null;
  readonly contentHash: string | null;
  readonly pauseMs: number | null;
  readonly parent: string | null;
  readonly name: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly held: boolean;
  /** Where an imported one was taken. */
  readonly origin: Origin | null;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly warnings: readonly string[];
}

export function snapshotAnswer(entry: SnapshotEntry): SnapshotAnswer {
  const { snapshotId, worldId, state, consistency, labels, held, createdAt, createdBy, warnings, cut } = entry;
  const known = <T>(value: T | undefined) => value ?? null;
  return {
    snapshotId,
    worldId,
    state,
    consistency,
    tick: known(cut?.tick),
    items: known(entry.items && shownItems(entry.items)),
    bytes: known(entry.bytes),
    storedBytes: known(entry.storedBytes),
    newBytes: known(entry.newBytes),
    chunks: known(entry.chunks),
    manifestSha256: known(entry.manifestSha256),
    seconds: known(entry.seconds),
    contentHash: known(entry.contentHash),
    pauseMs: known(cut?.pauseMs),
    parent: known(entry.parent),
    name: known(entry.name),
    labels,
    held,
    origin: known(entry.origin),
    createdAt,
    createdBy,
    warnings,
  };
}

const shownItems = ({ agents, memories, objects, events }: Readonly<Record<WorldPart, number>>): SnapshotItems => ({
  agents,
  memories,
  objects,
  events,
});

/** All rows of a snapshot, the world's own not counted. */
export const rowsOf = ({ agents, memories, objects, events }: SnapshotItems) => agents + memories + objects + events;

/** What an entry says once its manifest is there: the manifest is the truth, the entry repeats it. */
export function completed(
  manifest: Manifest,
  end: { readonly manifestSha256: string; readonly newBytes?: number; readonly seconds?: number },
): Partial<SnapshotEntry> & { readonly state: "COMPLETE" } {
  const { consistency, warnings, parts, chunks, contentHash } = manifest;
  return {
    state: "COMPLETE",
    consistency,
    parent: manifest.parent ?? undefined,
    items: {
      world: parts.world.items,
      agents: parts.agents.items,
      memories: parts.memories.items,
      objects: parts.objects.items,
      events: parts.events.items,
    },
    bytes: worldParts.reduce((sum, part) => sum + parts[part].bytes, 0),
    storedBytes: chunks.reduce((sum, { storedBytes }) => sum + storedBytes, 0),
    chunks: chunks.length,
    contentHash,
    warnings,
    ...end,
  };
}
