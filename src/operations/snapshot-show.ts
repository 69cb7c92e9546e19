import { parseManifest } from "../model/archive/manifest-text.ts";
import type { Manifest, PartTotal } from "../model/archive/manifest.ts";
import type { SnapshotEntry } from "../model/catalogue.ts";
import { GworldError, wordsOf } from "../model/error.ts";
import { loadCost, requestPrices } from "../model/prices.ts";
import { snapshotAnswer, type SnapshotAnswer } from "../model/snapshot/answer.ts";
import { foundSnapshot } from "../model/snapshot/find.ts";
import { worldParts, type WorldPart } from "../model/world/keys.ts";
import type { Embedding } from "../model/world/world.ts";
import type { Connection } from "../ports/connection.ts";
import type { WorldData } from "../ports/world-data.ts";

export interface PartDetails extends PartTotal {
  readonly part: WorldPart;
  readonly storedBytes: number;
  readonly chunks: number;
}

/** What only a manifest tells. */
export interface ManifestDetails {
  readonly seq: number;
  readonly gen: number;
  readonly completedAt: string;
  readonly tool: string;
  readonly formatVersion: string;
  readonly schemaVersion: number;
  readonly embedding: Embedding | null;
  readonly codecs: readonly string[];
  readonly merkleRoot: string;
  readonly parts: readonly PartDetails[];
  readonly memoriesByAgent: Readonly<Record<string, number>>;
  /** What it takes to load it into a world, indexes counted, at list prices. */
  readonly restore: {
    readonly writeUnits: number;
    readonly dollars: number;
    readonly pricesAsOf: string;
    readonly pricesOf: string;
  };
}

/** All that there is to say of a snapshot. */
export interface SnapshotDetails extends SnapshotAnswer {
  readonly interrupted: boolean;
  /** Where its chunks and its manifest lie. */
  readonly archive: string;
  /** Null where there is none (yet), or where it cannot be read: a warning says so. */
  readonly manifest: ManifestDetails | null;
  /** Partitions that are in the archive already, of one that is being created. */
  readonly checkpoints: number;
}

type Ports = Pick<Connection, "config" | "clock"> & {
  readonly data: Pick<WorldData, "catalogue" | "archive" | "isDead">;
};

/** Throws `notFound` for an ID that no snapshot has. */
export async function showSnapshot(ports: Ports, snapshotId: string): Promise<SnapshotDetails> {
  const { data, config } = ports;
  const looked = await data.catalogue.snapshot(snapshotId.toUpperCase());
  const entry = foundSnapshot(looked, { id: snapshotId, env: config.name });
  const archive = await data.archive();
  const [text, creating] = await Promise.all([
    archive.manifest(entry.worldId, entry.snapshotId),
    entry.state === "CREATING" ? whatIsGoingOn(ports, entry) : { checkpoints: 0, interrupted: false },
  ]);
  const { manifest, problem } = read(entry, text);
  const answer = snapshotAnswer(entry);
  const warnings = problem === undefined ? answer.warnings : [...answer.warnings, problem];
  return { ...answer, warnings, ...creating, archive: archive.location, manifest: manifest && told(manifest) };
}

/** What a manifest tells; without it the entry is all there is, which says at least what is lost. */
function read({ state }: SnapshotEntry, text: string | undefined): { manifest: Manifest | null; problem?: string } {
  if (text === undefined)
    return {
      manifest: null,
      ...(state === "COMPLETE" && { problem: "The manifest is missing: nothing restores it." }),
    };
  try {
    return { manifest: parseManifest(text) };
  } catch (error) {
    if (!(error instanceof GworldError)) throw error;
    return { manifest: null, problem: wordsOf(error) };
  }
}

async function whatIsGoingOn({ data, clock }: Ports, entry: SnapshotEntry) {
  const [lease, checkpoints] = await Promise.all([
    data.catalogue.lease(entry.worldId, "archive"),
    data.catalogue.checkpoints(entry),
  ]);
  const atWork = lease !== undefined && lease.until > clock.now() && !data.isDead(lease.holder);
  return { checkpoints: checkpoints.length, interrupted: !atWork };
}

function told(manifest: Manifest): ManifestDetails {
  const { seq, gen, completedAt, tool, formatVersion, schemaVersion, embedding, chunks, merkleRoot } = manifest;
  const parts = worldParts.map((part) => partDetails(manifest, part));
  return {
    seq,
    gen,
    completedAt,
    tool,
    formatVersion,
    schemaVersion,
    embedding: embedding ?? null,
    codecs: [...new Set(chunks.map(({ codec }) => codec))],
    merkleRoot,
    parts,
    memoriesByAgent: manifest.memories,
    restore: {
      ...loadCost(parts.filter(({ part }) => part !== "world")),
      pricesAsOf: requestPrices.asOf,
      pricesOf: requestPrices.region,
    },
  };
}

function partDetails({ parts, chunks }: Manifest, part: WorldPart): PartDetails {
  const own = chunks.filter((chunk) => chunk.part === part);
  const storedBytes = own.reduce((sum, chunk) => sum + chunk.storedBytes, 0);
  return { part, ...parts[part], storedBytes, chunks: own.length };
}
