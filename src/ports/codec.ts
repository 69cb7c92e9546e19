import type { CodecName } from "../model/archive/manifest.ts";

/** A chunk that is ready to be stored. */
export interface PackedChunk {
  readonly sha256: string;
  readonly codec: CodecName;
  readonly storedSha256: string;
  readonly body: Uint8Array;
  readonly items: number;
  readonly bytes: number;
  /** Sum of the lines' SHA-256 modulo 2^256, in hex. */
  readonly sum: string;
}

/** Packs lines as they come; nothing plain is kept. */
export interface ChunkPacker {
  /** Lines without their line ends; resolves when more may come. */
  add(lines: readonly string[]): Promise<void>;
  end(): Promise<PackedChunk>;
}

/** Hashing and compression, off the main thread where that is worth it. */
export interface Codec {
  /** zstd where the runtime has it, else gzip. */
  readonly preferred: CodecName;
  supports(codec: CodecName): boolean;
  /** In hex. */
  readonly sha256: (content: string | Uint8Array) => string;
  packer(codec: CodecName): ChunkPacker;
  /** The plain text of a stored chunk; throws when it is more than `maxBytes` or damaged. */
  unpack(codec: CodecName, stored: Uint8Array, maxBytes: number): Promise<string>;
  /** The sum over lines, as a packer makes it. */
  sum(lines: Iterable<string>): string;
}
