import { GworldError } from "../model/error.ts";
import type { Archive, ChunkName, StoredChunk } from "../ports/archive.ts";
import type { AwsClients } from "./clients.ts";
import { archiveKeys } from "./archive-keys.ts";
import { type BucketPlace, objectStore, type ObjectStore } from "./object-store.ts";

export interface ArchivePlace extends BucketPlace {
  /** Before `worlds/`, without a slash at its ends; may be empty. */
  readonly prefix: string;
}

/** An archive in a bucket. SHA-256 goes along with every object, so that S3 refuses what was damaged on the way. */
export function s3Archive(clients: AwsClients, place: ArchivePlace): Archive {
  const { bucket, prefix } = place;
  const store = objectStore(clients, place);
  const keys = archiveKeys(prefix);
  return {
    location: `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`,
    ...chunkCalls(store, keys),
    putManifest: (worldId, snapshotId, text) => store.putOnce(keys.manifest(worldId, snapshotId), text),
    async manifest(worldId, snapshotId) {
      const body = await store.read(keys.manifest(worldId, snapshotId));
      return body && Buffer.from(body).toString("utf8");
    },
    removeManifest: (worldId, snapshotId) => store.remove([keys.manifest(worldId, snapshotId)]),
    async manifests(worldId) {
      const ids: string[] = [];
      for await (const { objects } of store.list(keys.manifests(worldId)))
        ids.push(...objects.flatMap(({ key }) => keys.snapshotOf(key) ?? []));
      return ids;
    },
    async worlds() {
      const ids: string[] = [];
      for await (const { prefixes } of store.list(keys.worlds, "/"))
        ids.push(...prefixes.map((one) => keys.worldOf(one)));
      return ids;
    },
  };
}

type ChunkCalls = Pick<Archive, "putChunk" | "chunk" | "chunkSize" | "chunks" | "removeChunks">;

function chunkCalls(store: ObjectStore, keys: ReturnType<typeof archiveKeys>): ChunkCalls {
  return {
    async putChunk(worldId, name, body, storedSha256) {
      const key = keys.chunk(worldId, name);
      if (await store.putOnce(key, body, storedSha256)) return { isNew: true, storedSha256, storedBytes: body.length };
      const there = await store.head(key);
      return { isNew: false, storedSha256: there?.sha256 ?? storedSha256, storedBytes: there?.size ?? body.length };
    },
    async chunk(worldId, name) {
      const body = await store.read(keys.chunk(worldId, name));
      if (body === undefined) throw missingChunk(name);
      return body;
    },
    chunkSize: async (worldId, name) => (await store.head(keys.chunk(worldId, name)))?.size,
    async *chunks(worldId) {
      for await (const { objects } of store.list(keys.chunks(worldId)))
        yield objects.flatMap(({ key, size, at }): StoredChunk[] => {
          const name = keys.chunkOf(key);
          return name === undefined ? [] : [{ ...name, storedBytes: size, storedAt: at }];
        });
    },
    removeChunks: (worldId, names) => store.remove(names.map((name) => keys.chunk(worldId, name))),
  };
}

const missingChunk = ({ sha256 }: ChunkName) =>
  new GworldError("notFound", `The chunk ${sha256} is not in the archive.`, {
    hint: "gworld snapshot verify tells what it held.",
  });
