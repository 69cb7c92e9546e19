import type { WorldPart } from "../world/keys.ts";
import type { Embedding } from "../world/world.ts";

/** Readers take any minor version of their major one, and refuse a greater major. */
export const formatVersion = "1.0";

export type CodecName = "gzip" | "zstd";

/** tick: exactly as committed at one tick; quiesce: the same, with the engine held; fuzzy: each row as it was at some moment. */
export const consistencies = ["tick", "quiesce", "fuzzy"] as const;
export type Consistency = (typeof consistencies)[number];

/**
 * Up to 8 MiB of canonical lines of one partition, in sort-key order. Its identity is the SHA-256 of the plain bytes; what
 * is stored may differ from zlib to zlib and has a sum of its own.
 */
export interface Chunk {
  readonly sha256: string;
  readonly codec: CodecName;
  readonly storedSha256: string;
  readonly part: WorldPart;
  /** The partition key without its generation: `` for agents and objects, `#a-001#0` for memories. */
  readonly partition: string;
  /** First and last sort key; empty for the world's own row. */
  readonly from: string;
  readonly to: string;
  readonly items: number;
  readonly bytes: number;
  readonly storedBytes: number;
  /** Write request units that loading it takes, indexes not counted. */
  readonly writeUnits: number;
  /** The sum of the SHA-256 of its lines modulo 2^256, in hex: equal rows have equal sums, however they are cut. */
  readonly sum: string;
  /** The earliest `expiresAt` of its rows (seconds since the epoch), where they expire. */
  readonly expiresAt?: number | undefined;
}

export interface PartTotal {
  readonly items: number;
  readonly bytes: number;
  readonly writeUnits: number;
}

/** What a snapshot is: it exists when its manifest does. */
export interface Manifest {
  readonly formatVersion: string;
  /** `gworld/<version>`. */
  readonly tool: string;
  readonly snapshotId: string;
  readonly worldId: string;
  readonly environment: string;
  readonly name?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** When the snapshot was begun, and when its manifest was written (ISO). */
  readonly createdAt: string;
  readonly completedAt: string;
  /** ARN of who took it. */
  readonly createdBy: string;
  readonly consistency: Consistency;
  readonly tick: number;
  readonly seq: number;
  readonly epoch: number;
  readonly gen: number;
  /** How long the world could not commit, in milliseconds; 0 for fuzzy. */
  readonly pauseMs: number;
  /** Why it is less than was asked for, and what was noticed. */
  readonly warnings: readonly string[];
  readonly schemaVersion: number;
  readonly embedding?: Embedding | undefined;
  readonly parts: Readonly<Record<WorldPart, PartTotal>>;
  /** Memories by agent. */
  readonly memories: Readonly<Record<string, number>>;
  /** In the order of parts, partitions, sort keys. */
  readonly chunks: readonly Chunk[];
  /** Over the chunks' SHA-256, in order. */
  readonly merkleRoot: string;
  /** Over the rows alone: equal for equal worlds, wherever, whenever and however they were cut. */
  readonly contentHash: string;
  readonly parent: string | null;
  /** Where one that was imported was taken; such a one is no other's parent. */
  readonly origin?: Origin | undefined;
}

/** The environment and the world that an imported snapshot was taken of. */
export interface Origin {
  readonly environment: string;
  readonly worldId: string;
}
