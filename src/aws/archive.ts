import { chunkKey } from "../model/archive/chunk-name.ts";
import { greatestChunk } from "../model/archive/limits.ts";
import { atOnce } from "../model/at-once.ts";
import { GworldError } from "../model/error.ts";
import type { Archive, ChunkName, PutChunk, StoredChunk } from "../ports/archive.ts";
import type { Codec } from "../ports/codec.ts";
import type { AwsClients } from "./clients.ts";
import { archiveKeys } from "./archive-keys.ts";
import { type BucketPlace, objectStore, type ObjectStore } from "./object-store.ts";

export interface ArchivePlace extends BucketPlace {
  /** Before `worlds/`, without a slash at its ends; may be empty. */
  readonly prefix: string;
}

/** What tells whether an object is the chunk of its name. */
type Proof = Pick<Codec, "sha256" | "unpack">;

/** An archive in a bucket. SHA-256 goes along with every object, so that S3 refuses what was damaged on the way. */
export function s3Archive(clients: AwsClients, place: ArchivePlace, proof: Proof): Archive {
  const { bucket, prefix } = place;
  const store = objectStore(clients, place);
  const keys = archiveKeys(prefix);
  return {
    location: `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}`,
    ...chunkCalls(store, keys),
    sums: (worldId, names, signal) =>
      sumsOf(store, { names, signal, keyOf: (name) => keys.chunk(worldId, name) }, proof),
    putChunk: (worldId, name, body, storedSha256) =>
      putChunk(store, { key: keys.chunk(worldId, name), name, body, storedSha256 }, proof),
    putManifest: (worldId, snapshotId, text) => store.putOnce(keys.manifest(worldId, snapshotId), text),
    async manifest(worldId, snapshotId) {
      const body = await store.read(keys.manifest(worldId, snapshotId));
      return body && Buffer.from(body).toString("utf8");
    },
    hasManifest: async (worldId, snapshotId) => (await store.head(keys.manifest(worldId, snapshotId))) !== undefined,
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

type ChunkCalls = Pick<Archive, "chunk" | "chunks" | "stored" | "removeChunks">;

function chunkCalls(store: ObjectStore, keys: ReturnType<typeof archiveKeys>): ChunkCalls {
  async function* chunks(worldId: string) {
    for await (const { objects } of store.list(keys.chunks(worldId)))
      yield objects.flatMap(({ key, size, at }): StoredChunk[] => {
        const name = keys.chunkOf(key);
        return name === undefined ? [] : [{ ...name, storedBytes: size, storedAt: at }];
      });
  }
  return {
    chunks,
    async stored(worldId) {
      const all = new Map<string, StoredChunk>();
      for await (const page of chunks(worldId)) for (const chunk of page) all.set(chunkKey(chunk), chunk);
      return all;
    },
    async chunk(worldId, name) {
      const body = await store.read(keys.chunk(worldId, name));
      if (body === undefined) throw missingChunk(name);
      return body;
    },
    removeChunks: (worldId, names) => store.remove(names.map((name) => keys.chunk(worldId, name))),
  };
}

const headsAtOnce = 8;

async function sumsOf(
  store: ObjectStore,
  { names, signal, keyOf }: { names: readonly ChunkName[]; signal: AbortSignal; keyOf: (name: ChunkName) => string },
  { sha256 }: Proof,
) {
  const sums = new Map<string, { storedSha256: string; storedBytes: number }>();
  await atOnce(names, { most: headsAtOnce, signal }, async (name) => {
    const there = await store.head(keyOf(name));
    // Somebody else may have put it there without a sum.
    const read = there !== undefined && there.sha256 === undefined ? await store.read(keyOf(name)) : undefined;
    const storedSha256 = read === undefined ? there?.sha256 : sha256(read);
    if (there !== undefined && storedSha256 !== undefined)
      sums.set(chunkKey(name), { storedSha256, storedBytes: read?.length ?? there.size });
  });
  return sums;
}

interface ChunkBody {
  readonly key: string;
  readonly name: ChunkName;
  readonly body: Uint8Array;
  readonly storedSha256: string;
}

/** Others may write or remove the same object meanwhile: it is looked at anew so many times. */
const looks = 5;

/** Nothing is taken for the chunk because of its name alone: what stands there is of these bytes, or is unpacked, or goes. */
async function putChunk(store: ObjectStore, chunk: ChunkBody, proof: Proof): Promise<PutChunk> {
  const { key, body, storedSha256 } = chunk;
  const ours = { storedSha256, storedBytes: body.length };
  for (let look = 1; look <= looks; look += 1) {
    if (await store.putOnce(key, body, storedSha256)) return { ...ours, isNew: true };
    const there = await store.head(key);
    if (there === undefined) continue;
    if (there.sha256 === storedSha256 && there.size === body.length) return { ...ours, isNew: false };
    const standing = there.size > greatestChunk ? undefined : await packedOtherwise(store, chunk, proof);
    if (standing !== undefined) return { ...standing, isNew: false };
    if (await store.replace(key, body, { sha256: storedSha256, etag: there.etag })) return { ...ours, isNew: true };
  }
  throw new GworldError("resumable", `Somebody else keeps writing the chunk ${chunk.name.sha256} in the archive.`, {
    hint: "Find out who else writes into this bucket, then run the same command again.",
  });
}

/** Sum and size of what stands there, where it is the same rows from another zlib; undefined where it is not the chunk. */
async function packedOtherwise(store: ObjectStore, { key, name }: ChunkBody, { sha256, unpack }: Proof) {
  const stored = await store.read(key);
  if (stored === undefined) return undefined;
  try {
    if (sha256(await unpack(name.codec, stored, greatestChunk)) !== name.sha256) return undefined;
    return { storedSha256: sha256(stored), storedBytes: stored.length };
  } catch (error) {
    if (error instanceof GworldError && error.code === "unverified") return undefined;
    throw error;
  }
}

const missingChunk = ({ sha256 }: ChunkName) =>
  new GworldError("notFound", `The chunk ${sha256} is not in the archive.`, {
    hint: "gworld snapshot verify tells what it held.",
  });
