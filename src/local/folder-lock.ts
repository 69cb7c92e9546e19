import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, number, text } from "./json.ts";
import { processLives, processStart } from "./process-start.ts";
import { diskRefusal, LocalCloudRefusal, systemCode } from "./refusal.ts";

export const lockName = "lock";

/** A process, told apart from a later one with the same number by when it started. */
export interface Holder {
  readonly pid: number;
  readonly start: string | undefined;
}

/** Makes this process the only one that uses the folder; the answer gives it back. The lock of a dead process is taken over. */
export function lockFolder(dir: string): () => void {
  const path = join(dir, lockName);
  const own = JSON.stringify({ pid: process.pid, start: processStart(process.pid), token: randomUUID() });
  for (let attempt = 0; attempt < 20; attempt++) {
    if (created(path, own)) return () => release(path, own);
    const found = readIfThere(path);
    const holder = found === undefined ? undefined : holderOf(found);
    if (holder && processLives(holder.pid, holder.start))
      throw new LocalCloudRefusal("in-use", `${dir} is in use by process ${holder.pid}`);
    if (found !== undefined) removeStale(path, found);
  }
  throw new LocalCloudRefusal("in-use", `${dir} is being taken by several processes at once`);
}

/** The process that holds the folder now; undefined when none does. */
export function folderHolder(dir: string): Holder | undefined {
  const found = readIfThere(join(dir, lockName));
  const holder = found === undefined ? undefined : holderOf(found);
  return holder && processLives(holder.pid, holder.start) ? holder : undefined;
}

/** Linking a finished file in place makes the lock appear with its content, never empty. */
function created(path: string, content: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, content, { mode: 0o600 });
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw diskRefusal(path, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves the stale lock aside; when another process was faster and it is that one's lock which was moved, puts it back. */
function removeStale(path: string, stale: string) {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, "utf8") !== stale) linkSync(aside, path);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes(systemCode(error) ?? "")) throw diskRefusal(path, error);
  } finally {
    rmSync(aside, { force: true });
  }
}

function release(path: string, own: string) {
  if (readIfThere(path) === own) rmSync(path, { force: true });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw diskRefusal(path, error);
  }
}

function holderOf(content: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(content);
    const pid = isObject(value) ? number(value, "pid") : undefined;
    return pid === undefined || !isObject(value) ? undefined : { pid, start: text(value, "start") };
  } catch {
    return undefined;
  }
}
