import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { makeFolder } from "./make-folder.ts";

/** Texts by key, in a folder. A text that cannot be read, or not exactly as it was written, is not there. */
export interface TextCache {
  read(key: string): Promise<string | undefined>;
  /** Never fails: a cache that cannot be written is a slow one, not a broken one. */
  write(key: string, text: string): Promise<void>;
}

const kept = 64;

/** Loaded when the first text is hashed; most verbs hash none. */
const crypto = () => process.getBuiltinModule("node:crypto");

export const sha256 = (text: string) => crypto().createHash("sha256").update(text).digest("hex");

/** The user's cache folder for gworld (XDG, which must be absolute to count). */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const set = env["XDG_CACHE_HOME"];
  return join(set?.startsWith("/") ? set : join(env["HOME"] || homedir(), ".cache"), "gworld");
}

/** Each file begins with the hash of what follows, so that half a file or a foreign one is noticed. */
export function folderCache(folder: string): TextCache {
  const fileOf = (key: string) => join(folder, `${sha256(key)}.json`);
  return {
    async read(key) {
      const text = await readFile(fileOf(key), "utf8").catch(() => "");
      const body = text.slice(65);
      return text.slice(0, 64) === sha256(body) ? body : undefined;
    },
    async write(key, text) {
      const temporary = join(folder, `${crypto().randomUUID()}.tmp`);
      try {
        await makeFolder(folder, 0o700);
        await writeFile(temporary, `${sha256(text)}\n${text}`, { mode: 0o600 });
        await rename(temporary, fileOf(key));
        await forgetOldest(folder);
      } catch {
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    },
  };
}

async function forgetOldest(folder: string) {
  const names = await readdir(folder);
  if (names.length <= kept) return;
  const files = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const oldest = files.sort((a, b) => a.at - b.at).slice(0, files.length - kept);
  await Promise.all(oldest.map(({ name }) => rm(join(folder, name), { force: true })));
}
