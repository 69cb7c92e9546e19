import type { Chunk, CodecName } from "./manifest.ts";

/** Names of the files in a bundle: the manifest comes first, then each chunk once. */
export const manifestName = "manifest.json";

const extensions: Readonly<Record<CodecName, string>> = { gzip: "gz", zstd: "zst" };

export const chunkName = ({ sha256, codec }: Pick<Chunk, "sha256" | "codec">) =>
  `chunks/${sha256.slice(0, 2)}/${sha256}.${extensions[codec]}`;

/** Each chunk once, by its name, in the order of the manifest. */
export const chunksByName = (chunks: readonly Chunk[]): ReadonlyMap<string, Chunk> =>
  new Map(chunks.map((chunk) => [chunkName(chunk), chunk]));
