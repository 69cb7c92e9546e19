import { chunksByName, manifestName } from "../../model/archive/bundle-names.ts";
import { chunkKey } from "../../model/archive/chunk-name.ts";
import type { Chunk, Manifest } from "../../model/archive/manifest.ts";
import { proveChunk } from "../../model/archive/open-chunk.ts";
import { named, notOurs } from "../../model/archive/tar.ts";
import type { CarryEvent } from "../../model/carry-event.ts";
import { GworldError } from "../../model/error.ts";
import type { Archive } from "../../ports/archive.ts";
import type { BundleEntry } from "../../ports/bundles.ts";
import type { Codec } from "../../ports/codec.ts";
import type { Connection } from "../../ports/connection.ts";

/** What is stored now of a bundle's chunks. */
export interface StoredChunks {
  /** By `chunkKey`. Another zlib may have packed one before: its sum and size are then others. */
  readonly chunks: ReadonlyMap<string, { readonly storedSha256: string; readonly storedBytes: number }>;
  readonly newBytes: number;
}

interface Reading {
  readonly entries: AsyncIterator<BundleEntry>;
  readonly manifest: Manifest;
  readonly archive: Archive;
  readonly worldId: string;
  readonly signal: AbortSignal;
  readonly report: (event: CarryEvent) => void;
}

/** Chunks that are checked and stored while the next is read; each takes memory for its rows. */
const chunksAtOnce = 3;

/**
 * Reads the rest of a bundle to its end and stores what is proved to be right: every chunk the manifest names, once, and
 * nothing else.
 */
export async function readChunks(
  { clock, data }: Pick<Connection, "clock" | "data">,
  { entries, manifest, archive, worldId, signal, report }: Reading,
): Promise<StoredChunks> {
  const wanted = new Map(chunksByName(manifest.chunks));
  const ofBytes = [...wanted.values()].reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  const seen = new Set<string>([manifestName]);
  const stored = new Map<string, { storedSha256: string; storedBytes: number }>();
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let [bytes, newBytes] = [0, 0];
  const store = async (chunk: Chunk, body: Uint8Array) => {
    await prove(data.codec, { chunk, moment: manifest }, body);
    const { isNew, ...rest } = await archive.putChunk(worldId, chunk, body, chunk.storedSha256);
    stored.set(chunkKey(chunk), rest);
    bytes += body.length;
    newBytes += isNew ? body.length : 0;
    report({ kind: "imported", at: clock.now(), bytes, ofBytes });
  };
  const start = (chunk: Chunk, body: Uint8Array) => {
    const task = store(chunk, body)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(task));
    running.add(task);
  };
  try {
    for (let next = await entries.next(); next.done !== true; next = await entries.next()) {
      signal.throwIfAborted();
      const chunk = take(next.value, wanted, seen);
      start(chunk, await next.value.read());
      if (running.size >= chunksAtOnce) await Promise.race(running);
      if (failures.length > 0) break;
    }
  } finally {
    await Promise.all(running);
  }
  if (failures.length > 0) throw failures[0];
  signal.throwIfAborted();
  const [missing] = wanted.keys();
  if (missing !== undefined) throw unfit(`${wanted.size} of its chunks are missing, the first of them ${missing}`);
  return { chunks: stored, newBytes };
}

/** The chunk a file says it is, and no other; each once. */
function take({ name, size }: BundleEntry, wanted: Map<string, Chunk>, seen: Set<string>): Chunk {
  const chunk = wanted.get(name);
  if (seen.has(name)) throw notOurs(`${named(name)} is there twice`);
  if (chunk === undefined) throw notOurs(`${named(name)} is not in its manifest`);
  if (size !== chunk.storedBytes) throw unfit(`${name} has ${size} bytes, and ${chunk.storedBytes} by the manifest`);
  wanted.delete(name);
  seen.add(name);
  return chunk;
}

/** Throws `unverified` unless the file holds, to the byte and to the key, what the manifest says. */
async function prove(codec: Codec, what: Parameters<typeof proveChunk>[1], body: Uint8Array): Promise<void> {
  const { sha256, storedSha256, part, partition } = what.chunk;
  const proved =
    codec.sha256(body) === storedSha256
      ? await proveChunk(codec, what, body)
      : { problem: "its bytes are not those that were stored" };
  if ("problem" in proved) throw unfit(`chunk ${sha256.slice(0, 12)} (${part} ${named(partition)}): ${proved.problem}`);
}

const unfit = (why: string) =>
  new GworldError("unverified", `The file is damaged or was changed: ${why}. Nothing was imported.`, {
    hint: "Fetch it again, or export it again where it was taken: gworld snapshot export",
  });
