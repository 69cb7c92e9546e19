import type { Chunk, CodecName } from "./manifest.ts";

/** What a file that is packed so ends with, after a dot. */
export const codecExtensions = { gzip: "gz", zstd: "zst" } as const satisfies Readonly<Record<CodecName, string>>;

/** What tells a chunk from all others of its world. */
export const chunkKey = ({ sha256, codec }: Pick<Chunk, "sha256" | "codec">) => `${sha256}.${codec}`;

/** Where a chunk is in an archive of one world, and in a bundle. */
export const chunkName = ({ sha256, codec }: Pick<Chunk, "sha256" | "codec">) =>
  `chunks/${sha256.slice(0, 2)}/${sha256}.${codecExtensions[codec]}`;

/** The chunk that a name, or a key that ends with it, is of; undefined for what does not look like one. */
export function chunkNamed(name: string): Pick<Chunk, "sha256" | "codec"> | undefined {
  const [, sha256, extension] = /\/([0-9a-f]{64})\.(gz|zst)$/.exec(name) ?? [];
  if (sha256 === undefined) return undefined;
  return { sha256, codec: extension === codecExtensions.gzip ? "gzip" : "zstd" };
}
