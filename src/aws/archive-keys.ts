import type { ChunkName } from "../ports/archive.ts";

const extensions = { gzip: "gz", zstd: "zst" } as const;

/** Keys of an archive, and what a key says. What does not look like one of ours is nobody's. */
export function archiveKeys(prefix: string) {
  const base = prefix === "" ? "" : `${prefix}/`;
  const world = (worldId: string) => `${base}worlds/${worldId}/`;
  return {
    worlds: `${base}worlds/`,
    worldOf: (key: string) => key.slice(`${base}worlds/`.length, -1),
    chunks: (worldId: string) => `${world(worldId)}chunks/`,
    chunk: (worldId: string, { sha256, codec }: ChunkName) =>
      `${world(worldId)}chunks/${sha256.slice(0, 2)}/${sha256}.${extensions[codec]}`,
    chunkOf(key: string): ChunkName | undefined {
      const [, sha256, extension] = /\/([0-9a-f]{64})\.(gz|zst)$/.exec(key) ?? [];
      if (sha256 === undefined) return undefined;
      return { sha256, codec: extension === "gz" ? "gzip" : "zstd" };
    },
    manifests: (worldId: string) => `${world(worldId)}snapshots/`,
    manifest: (worldId: string, snapshotId: string) => `${world(worldId)}snapshots/${snapshotId}/manifest.json`,
    snapshotOf: (key: string) => /\/([0-9A-HJKMNP-TV-Z]{26})\/manifest\.json$/.exec(key)?.[1],
  };
}
