import { randomBytes } from "node:crypto";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { cutShort, notOurs, readTarHeader, tarBlock, tarHeader } from "../model/archive/tar.ts";
import { GworldError, wordsOf } from "../model/error.ts";
import type { BundleEntry, Bundles } from "../ports/bundles.ts";
import { cannotWrite, checkFolder, checkNewFile } from "./new-file.ts";

/** How a file is opened; a test may open one that fails. */
type Open = (
  path: string,
  flags: string,
  mode?: number,
) => Promise<Pick<FileHandle, "write" | "read" | "stat" | "sync" | "close">>;

/** Bundles as tar files. Written beside their place and renamed at the end, so that a file of this name is always whole. */
export const tarBundles = (opened: Open = open): Bundles => ({
  async write(path, entries, { force }) {
    await checkPlace(path, force);
    const draft = `${path}.${randomBytes(4).toString("hex")}.part`;
    const file = await opened(draft, "wx", 0o600).catch((error: unknown) => {
      throw unwritable(path, error);
    });
    try {
      const size = await fill(file, entries);
      await file.sync();
      await file.close();
      await rename(draft, path);
      return size;
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(draft, { force: true });
      throw isSystem(error) ? unwritable(path, error) : error;
    }
  },
  checkFolder,
  async *read(path) {
    const file = await opened(path, "r").catch((error: unknown) => {
      throw unreadable(path, error);
    });
    try {
      const found = await file.stat();
      if (!found.isFile()) throw unreadable(path, new Error("it is no file"));
      yield* entriesOf(file, found.size);
    } catch (error) {
      throw isSystem(error) ? unreadable(path, error) : error;
    } finally {
      await file.close();
    }
  },
});

type Source = Pick<FileHandle, "read">;

async function checkPlace(path: string, force: boolean): Promise<void> {
  if (path === "-")
    throw new GworldError("usage", "A snapshot is not written to stdout: the file is whole or not there.", {
      hint: "Name a file: ./smallville.tar",
    });
  await checkNewFile(path, force, "snapshot.tar");
}

const padding = (size: number) => (tarBlock - (size % tarBlock)) % tarBlock;

async function fill(
  file: Pick<FileHandle, "write">,
  entries: AsyncIterable<{ readonly name: string; readonly body: Uint8Array }>,
): Promise<number> {
  let size = 0;
  const put = async (bytes: Uint8Array) => {
    let written = 0;
    while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten;
    size += bytes.length;
  };
  for await (const { name, body } of entries) {
    await put(tarHeader({ name, size: body.length }));
    await put(body);
    await put(new Uint8Array(padding(body.length)));
  }
  await put(new Uint8Array(2 * tarBlock));
  return size;
}

async function* entriesOf(file: Source, length: number): AsyncGenerator<BundleEntry> {
  let at = 0;
  for (;;) {
    const entry = readTarHeader(await bytesAt(file, at, tarBlock));
    if (entry === undefined) break;
    const { name, size } = entry;
    const begin = at + tarBlock;
    at = begin + size + padding(size);
    // Two blocks are always behind it.
    if (at + 2 * tarBlock > length) throw cutShort();
    yield { name, size, read: () => bytesAt(file, begin, size) };
    const gap = await bytesAt(file, begin + size, padding(size));
    if (gap.some((byte) => byte !== 0)) throw notOurs("something is between its entries");
  }
  const end = await bytesAt(file, at, 2 * tarBlock);
  if (end.some((byte) => byte !== 0) || at + end.length !== length) throw notOurs("something is behind its end");
}

async function bytesAt(file: Source, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, at + read);
    if (bytesRead === 0) throw cutShort();
    read += bytesRead;
  }
  return bytes;
}

const isSystem = (error: unknown) => error instanceof Error && "syscall" in error;

const unwritable = (path: string, cause: unknown) =>
  cannotWrite(path, cause, "Nothing is left of it. Name a file in a folder that can be written to and has room.");

const unreadable = (path: string, cause: unknown) =>
  new GworldError("usage", `Cannot read ${path}: ${wordsOf(cause)}.`, {
    hint: "Name a file that gworld snapshot export has written.",
    cause,
  });
