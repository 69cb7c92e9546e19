import type { Chunk, CodecName } from "../model/archive/manifest.ts";

export interface StoredChunk {
  readonly sha256: string;
  readonly codec: CodecName;
  readonly storedBytes: number;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
}

/** What is stored of a chunk: by this call, or before it and perhaps packed by another zlib. */
export interface PutChunk {
  readonly isNew: boolean;
  readonly storedSha256: string;
  readonly storedBytes: number;
}

export type ChunkName = Pick<Chunk, "sha256" | "codec">;

/**
 * The archive of an environment's worlds: `<prefix>/worlds/<worldId>/chunks/<aa>/<sha256>.<gz|zst>` and
 * `<prefix>/worlds/<worldId>/snapshots/<ulid>/manifest.json`. Everything is written once, under a checksum that S3 verifies.
 */
export interface Archive {
  /** `s3://bucket/prefix`, for people. */
  readonly location: string;
  /** Stores a chunk if it is not there. What stands under its name and is not this chunk, because it was damaged or changed, is replaced. */
  putChunk(worldId: string, name: ChunkName, body: Uint8Array, storedSha256: string): Promise<PutChunk>;
  /** The stored bytes; throws `notFound` when the chunk is missing. */
  chunk(worldId: string, name: ChunkName): Promise<Uint8Array>;
  /** How these are stored now, by `chunkKey`; those that are missing are left out. */
  sums(
    worldId: string,
    names: readonly ChunkName[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Pick<PutChunk, "storedSha256" | "storedBytes">>>;
  /** All chunks of a world, a page at a time. */
  chunks(worldId: string): AsyncIterable<readonly StoredChunk[]>;
  /** The same at once, by `chunkKey`. */
  stored(worldId: string): Promise<ReadonlyMap<string, StoredChunk>>;
  removeChunks(worldId: string, names: readonly ChunkName[]): Promise<void>;

  /** False when there is a manifest of this snapshot already. */
  putManifest(worldId: string, snapshotId: string, text: string): Promise<boolean>;
  manifest(worldId: string, snapshotId: string): Promise<string | undefined>;
  hasManifest(worldId: string, snapshotId: string): Promise<boolean>;
  removeManifest(worldId: string, snapshotId: string): Promise<void>;
  /** IDs of the snapshots that have a manifest. */
  manifests(worldId: string): Promise<readonly string[]>;
  /** Worlds that have anything in the archive. */
  worlds(): Promise<readonly string[]>;
}
