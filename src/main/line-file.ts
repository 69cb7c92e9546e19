import { open, rename, rm, type FileHandle } from "node:fs/promises";
import type { LineFile } from "../ports/line-file.ts";
import { cannotWrite, checkNewFile } from "./new-file.ts";

interface Handle extends Pick<FileHandle, "truncate" | "close"> {
  write(bytes: Uint8Array, from: number, length: number, at: number): Promise<{ readonly bytesWritten: number }>;
}
/** How a file is opened; a test may open one that fails. */
type Open = (path: string, flags: string, mode?: number) => Promise<Handle>;

/** The first line puts the new file in place of what is there, so that it is ours alone, a link leads nowhere, and no lines change nothing. */
export async function openLineFile(
  path: string,
  { force }: { readonly force: boolean },
  opened: Open = open,
): Promise<LineFile> {
  await checkNewFile(path, force, "logs.ndjson");
  const beside = force ? `${path}.${process.pid}.new` : path;
  const file = await opened(beside, "wx", 0o600).catch((error: unknown) => {
    throw cannotWrite(path, error, "Name a file in a folder that can be written to.");
  });
  let size = 0;
  return {
    async write(lines) {
      if (lines.length === 0) return;
      const bytes = new TextEncoder().encode(`${lines.join("\n")}\n`);
      try {
        for (let written = 0; written < bytes.length;)
          written += (await file.write(bytes, written, bytes.length - written, size + written)).bytesWritten;
        if (size === 0 && force) await rename(beside, path);
        size += bytes.length;
      } catch (error) {
        await file.truncate(size).catch(() => undefined);
        throw cannotWrite(
          path,
          error,
          "What was written before is in it, in whole lines. Make room, and read on with --since.",
        );
      }
    },
    async close() {
      await file.close();
      if (size === 0) await rm(beside, { force: true });
    },
  };
}
