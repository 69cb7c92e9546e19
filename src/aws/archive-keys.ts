import { chunkName, chunkNamed } from "../model/archive/chunk-name.ts";
import type { ChunkName } from "../ports/archive.ts";

/** Keys of an archive, and what a key says. What does not look like one of ours is nobody's. */
export function archiveKeys(prefix: string) {
  const base = prefix === "" ? "" : `${prefix}/`;
  const world = (worldId: string) => `${base}worlds/${worldId}/`;
  return {
    worlds: `${base}worlds/`,
    worldOf: (key: string) => key.slice(`${base}worlds/`.length, -1),
    chunks: (worldId: string) => `${world(worldId)}chunks/`,
    chunk: (worldId: string, name: ChunkName) => `${world(worldId)}${chunkName(name)}`,
    chunkOf: (key: string): ChunkName | undefined => chunkNamed(key),
    manifests: (worldId: string) => `${world(worldId)}snapshots/`,
    manifest: (worldId: string, snapshotId: string) => `${world(worldId)}snapshots/${snapshotId}/manifest.json`,
    snapshotOf: (key: string) => /\/([0-9A-HJKMNP-TV-Z]{26})\/manifest\.json$/.exec(key)?.[1],
  };
}
