import { randomBytes } from "node:crypto";
import { createReadStream, mkdirSync, readdirSync, rmSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { sum, type Algorithm } from "./checksum.ts";

/** A run of bytes on disk; an object is one or, from a multipart upload, several. */
export interface Segment {
  readonly id: string;
  readonly size: number;
}

export interface Stored extends Segment {
  readonly md5: Buffer;
  readonly sums: ReadonlyMap<Algorithm, Buffer>;
}

/** Bodies in files of random names: no key ever becomes a path, and a file never changes once it is complete. */
export interface Blobs {
  /** Writes a body, hashing on the way. Nothing stays when it fails. */
  store(source: AsyncIterable<Buffer>, algorithms: readonly Algorithm[]): Promise<Stored>;
  /** The bytes from start to end (inclusive) of the segments in a row. */
  read(segments: readonly Segment[], range?: { start: number; end: number }): Readable;
  /** Deletes files, each as soon as nobody reads it. */
  remove(segments: readonly Segment[]): void;
  /** Deletes what no object names: bodies whose request died. */
  sweep(live: ReadonlySet<string>): void;
}

export function blobsIn(folder: string): Blobs {
  const readers = new Map<string, number>();
  const doomed = new Set<string>();
  const path = (id: string) => join(folder, id.slice(0, 2), id);
  const release = (id: string) => {
    const left = (readers.get(id) ?? 1) - 1;
    if (left > 0) readers.set(id, left);
    else readers.delete(id);
    if (left <= 0 && doomed.delete(id)) void rm(path(id), { force: true });
  };
  return {
    async store(source, algorithms) {
      const id = randomBytes(16).toString("hex");
      mkdirSync(join(folder, id.slice(0, 2)), { recursive: true });
      try {
        return { id, ...(await write(path(id), source, algorithms)) };
      } catch (error) {
        await rm(path(id), { force: true });
        throw error;
      }
    },
    read(segments, range = { start: 0, end: sizeOf(segments) - 1 }) {
      const cuts = cut(segments, range);
      for (const { id } of cuts) readers.set(id, (readers.get(id) ?? 0) + 1);
      const stream = Readable.from(pieces(cuts, path), { objectMode: false });
      stream.once("close", () => {
        for (const { id } of cuts) release(id);
      });
      return stream;
    },
    remove(segments) {
      for (const { id } of segments) {
        if (readers.has(id)) doomed.add(id);
        else void rm(path(id), { force: true });
      }
    },
    sweep(live) {
      mkdirSync(folder, { recursive: true });
      for (const group of readdirSync(folder))
        for (const id of readdirSync(join(folder, group)))
          if (!live.has(id)) rmSync(join(folder, group, id), { force: true });
    },
  };
}

export const sizeOf = (segments: readonly Segment[]) => segments.reduce((total, { size }) => total + size, 0);

async function write(path: string, source: AsyncIterable<Buffer>, algorithms: readonly Algorithm[]) {
  const md5 = sum("MD5");
  const sums = algorithms.map((algorithm) => [algorithm, sum(algorithm)] as const);
  const file = await open(path, "wx", 0o600);
  let size = 0;
  try {
    for await (const chunk of source) {
      md5.update(chunk);
      for (const [, one] of sums) one.update(chunk);
      await file.writeFile(chunk);
      size += chunk.length;
    }
  } finally {
    await file.close();
  }
  return { size, md5: md5.digest(), sums: new Map(sums.map(([algorithm, one]) => [algorithm, one.digest()])) };
}

interface Cut {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

function cut(segments: readonly Segment[], { start, end }: { start: number; end: number }): readonly Cut[] {
  let before = 0;
  return segments.flatMap(({ id, size }) => {
    const from = Math.max(start - before, 0);
    const to = Math.min(end - before, size - 1);
    before += size;
    return from <= to ? [{ id, start: from, end: to }] : [];
  });
}

async function* pieces(cuts: readonly Cut[], path: (id: string) => string) {
  for (const { id, start, end } of cuts) yield* createReadStream(path(id), { start, end });
}
