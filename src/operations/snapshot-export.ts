import { chunkKey } from "../model/archive/chunk-name.ts";
import { chunksByName, manifestName } from "../model/archive/bundle-names.ts";
import { manifestText } from "../model/archive/manifest-text.ts";
import type { Chunk } from "../model/archive/manifest.ts";
import { isMissing, openChunk } from "../model/archive/open-chunk.ts";
import type { CarryEvent } from "../model/carry-event.ts";
import type { SnapshotEntry } from "../model/catalogue.ts";
import { secondsBetween } from "../model/duration.ts";
import { GworldError } from "../model/error.ts";
import { damagedSnapshot } from "../model/snapshot/damaged.ts";
import type { Archive } from "../ports/archive.ts";
import type { Codec } from "../ports/codec.ts";
import type { Connection } from "../ports/connection.ts";
import type { Open, OpenSnapshot } from "./open-snapshot.ts";

type ExportPorts = Pick<Connection, "config" | "clock" | "data">;

export interface ExportedSnapshot {
  readonly snapshotId: string;
  readonly worldId: string;
  readonly file: string;
  /** Of the file. */
  readonly bytes: number;
  readonly chunks: number;
  readonly seconds: number;
}

export interface ExportOptions {
  readonly open: Open;
  readonly file: string;
  readonly force: boolean;
  readonly signal: AbortSignal;
  readonly report: (event: CarryEvent) => void;
}

/**
 * Writes one file that holds all of a snapshot, each byte checked on the way. Throws `notFound`, `refused` for one that is not
 * complete, `unverified` where something is missing or damaged, and `usage` for a place that cannot be written to.
 */
export async function exportSnapshot(
  ports: ExportPorts,
  id: string,
  { open, file, force, signal, report }: ExportOptions,
): Promise<ExportedSnapshot> {
  const { clock, data } = ports;
  const begun = clock.now();
  const opened = await open(ports, id, "exported");
  const { entry, archive } = opened;
  const { snapshotId, worldId } = entry;
  let bytes = 0;
  async function* files({ text, chunks, proven }: Exported) {
    const ofBytes = chunks.reduce((sum, [, { storedBytes }]) => sum + storedBytes, 0);
    yield { name: manifestName, body: new TextEncoder().encode(text) };
    for await (const { name, body, chunk } of fetched({ archive, entry, chunks, signal })) {
      const problem = await problemOf(data.codec, { chunk, proven }, body);
      if (problem !== undefined) throw damaged(entry, `${name}: ${problem}`);
      bytes += body.length;
      report({ kind: "exported", at: clock.now(), bytes, ofBytes });
      yield { name, body };
    }
  }
  try {
    const exported = await asStored(opened, signal);
    const size = await data.bundles.write(file, files(exported), { force });
    const seconds = secondsBetween(begun, clock.now());
    return { snapshotId, worldId, file, bytes: size, chunks: exported.chunks.length, seconds };
  } catch (error) {
    throw signal.aborted ? interrupted(file, error) : error;
  }
}

interface Exported {
  readonly text: string;
  readonly chunks: readonly (readonly [name: string, chunk: Chunk])[];
  /** Sums of packed chunks that the snapshot's own manifest vouches for. */
  readonly proven: ReadonlySet<string>;
}

/**
 * The manifest as it goes with what is stored now: a chunk that was damaged and stored anew, perhaps by another zlib, has
 * another sum than the snapshot's own manifest says.
 */
async function asStored({ entry, archive, manifest, text }: OpenSnapshot, signal: AbortSignal): Promise<Exported> {
  const stored = await archive.sums(entry.worldId, manifest.chunks, signal);
  const all = manifest.chunks.map((chunk) => ({ ...chunk, ...stored.get(chunkKey(chunk)) }));
  const proven = new Set(manifest.chunks.map(({ storedSha256 }) => storedSha256));
  const same = all.every(({ storedSha256 }) => proven.has(storedSha256));
  return { text: same ? text : manifestText({ ...manifest, chunks: all }), chunks: [...chunksByName(all)], proven };
}

/** Why a body is not the chunk, or not as the exported manifest says that it is stored. */
async function problemOf(
  codec: Codec,
  { chunk, proven }: { chunk: Chunk; proven: Exported["proven"] },
  body: Uint8Array,
): Promise<string | undefined> {
  if (codec.sha256(body) !== chunk.storedSha256) return "it is not as it was stored";
  if (proven.has(chunk.storedSha256)) return undefined;
  const opened = await openChunk(codec, chunk, body);
  return "problem" in opened ? opened.problem : undefined;
}

/** Of the next chunks, so many are on their way while one is written. */
const chunksAhead = 3;

interface Fetching {
  readonly archive: Archive;
  readonly entry: SnapshotEntry;
  readonly chunks: readonly (readonly [name: string, chunk: Chunk])[];
  readonly signal: AbortSignal;
}

/** The stored chunks in order. */
async function* fetched({ archive, entry, chunks, signal }: Fetching) {
  const coming: Promise<Uint8Array>[] = [];
  try {
    for (const [index, [name, chunk]] of chunks.entries()) {
      while (coming.length < Math.min(chunks.length, index + chunksAhead)) {
        const [, next = chunk] = chunks[coming.length] ?? [];
        const body = archive.chunk(entry.worldId, next);
        // Its failure is told when its turn comes.
        body.catch(() => undefined);
        coming.push(body);
      }
      signal.throwIfAborted();
      const body = await coming[index]?.catch((error: unknown) => {
        throw isMissing(error) ? damaged(entry, `${name} is missing`) : error;
      });
      coming[index] = Promise.resolve(new Uint8Array());
      if (body !== undefined) yield { name, chunk, body };
    }
  } finally {
    await Promise.allSettled(coming);
  }
}

const damaged = ({ snapshotId }: SnapshotEntry, why: string) =>
  damagedSnapshot(snapshotId, `${why}. No file was written`);

const interrupted = (file: string, cause: unknown) =>
  new GworldError("interrupted", `Interrupted. ${file} was not written.`, {
    hint: "Run the same command again.",
    cause,
  });
