import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { access, rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import tar, { type Pack } from "tar-stream";
import { GworldError, wordsOf } from "../model/error.ts";
import type { Bundles } from "../ports/bundles.ts";

type Entries = Parameters<Bundles["write"]>[1];

/** Bundles as tar files. Written beside their place and renamed at the end, so that a file of this name is always whole. */
export const tarBundles = (): Bundles => ({
  async write(path, entries, { force }) {
    if (!force && (await exists(path))) throw taken(path);
    const draft = `${path}.${randomBytes(4).toString("hex")}.part`;
    const pack = tar.pack();
    try {
      const writing = pipeline(pack, createWriteStream(draft, { flags: "wx", mode: 0o600 }));
      const filling = fill(pack, entries).catch((error: unknown) => {
        pack.destroy(error instanceof Error ? error : new Error(wordsOf(error)));
        throw error;
      });
      // Where one fails the other ends with it; the first to fail says why.
      await Promise.all([filling, writing]);
      await rename(draft, path);
      return (await stat(path)).size;
    } catch (error) {
      await rm(draft, { force: true });
      throw isSystem(error) ? unwritable(path, error) : error;
    }
  },
  async *read(path) {
    const source = createReadStream(path);
    const extract = tar.extract();
    // Its end is seen by whoever reads the entries.
    void pipeline(source, extract).catch((error: unknown) => extract.destroy(asError(error)));
    try {
      for await (const entry of extract) {
        const { name, type, size } = entry.header;
        yield { name, type: type ?? "unknown", size, body: bytesOf(entry) };
        entry.resume();
      }
    } catch (error) {
      throw error instanceof GworldError ? error : unreadable(path, error);
    } finally {
      source.destroy();
    }
  },
});

async function fill(pack: Pack, entries: Entries): Promise<void> {
  for await (const { name, body } of entries)
    await new Promise<void>((resolve, reject) => {
      // Archives of equal content are equal files.
      const header = { name, size: body.length, mtime: new Date(0), mode: 0o600 };
      pack.entry(header, Buffer.from(body.buffer, body.byteOffset, body.byteLength), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  pack.finalize();
}

async function* bytesOf(entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const part of entry) if (part instanceof Uint8Array) yield part;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

const asError = (error: unknown) => (error instanceof Error ? error : new Error(wordsOf(error)));

const isSystem = (error: unknown) => error instanceof Error && "syscall" in error;

const taken = (path: string) =>
  new GworldError("usage", `${path} exists.`, { hint: "Name another file, or add --force to replace it." });

const unwritable = (path: string, cause: unknown) =>
  new GworldError("usage", `Cannot write ${path}: ${wordsOf(cause)}.`, {
    hint: "Name a file in a folder that can be written to and has room.",
    cause,
  });

const unreadable = (path: string, cause: unknown) =>
  new GworldError("usage", `Cannot read ${path} as an exported snapshot: ${wordsOf(cause)}.`, {
    hint: "gworld snapshot export writes such files; this one is damaged or something else.",
    cause,
  });
