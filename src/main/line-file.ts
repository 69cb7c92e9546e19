import { open, rm, type FileHandle } from "node:fs/promises";
import type { LineFile } from "../ports/line-file.ts";
import { cannotWrite, checkNewFile } from "./new-file.ts";

interface Handle extends Pick<FileHandle, "truncate" | "close"> {
  write(bytes: Uint8Array, from: number, length: number, at: number): Promise<{ readonly bytesWritten: number }>;
}
/** How a file is opened; a test may open one that fails. */
type Open = (path: string, flags: string, mode?: number) => Promise<Handle>;

/** What is already there is removed first, so that the new file is ours alone and a link leads nowhere. */
export async function openLineFile(
  path: string,
  { force }: { readonly force: boolean },
  opened: Open = open,
): Promise<LineFile> {
  await checkNewFile(path, force, "logs.ndjson");
  const file = await replaced(path, { force, opened }).catch((error: unknown) => {
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
      if (size === 0) await rm(path, { force: true });
    },
  };
}

async function replaced(path: string, { force, opened }: { force: boolean; opened: Open }): Promise<Handle> {
  if (force) await rm(path, { force: true });
  return opened(path, "wx", 0o600);
}
