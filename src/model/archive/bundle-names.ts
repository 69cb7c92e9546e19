import { chunkName } from "./chunk-name.ts";
import type { Chunk } from "./manifest.ts";

/** Names of the files in a bundle: the manifest comes first, then each chunk once. */
export const manifestName = "manifest.json";

/** Each chunk once, by its name, in the order of the manifest. */
export const chunksByName = (chunks: readonly Chunk[]): ReadonlyMap<string, Chunk> =>
  new Map(chunks.map((chunk) => [chunkName(chunk), chunk]));
