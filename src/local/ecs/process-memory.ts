import { readFileSync } from "node:fs";

/**
 * The bytes that only a process and what it has started hold, as a memory limit counts what it cannot take back: pages of
 * no file and of shared memory. Undefined where the system does not tell (it is Linux that does) or the process is gone.
 */
export function processMemory(pid: number): number | undefined {
  const own = ownMemory(pid);
  if (own === undefined) return undefined;
  return own + childrenOf(pid).reduce((sum, child) => sum + (processMemory(child) ?? 0), 0);
}

function ownMemory(pid: number): number | undefined {
  const status = read(`/proc/${pid}/status`);
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status ?? "")?.[1] ?? NaN);
  const pages = kilobytes("RssAnon") + kilobytes("RssShmem");
  return Number.isNaN(pages) ? undefined : pages * 1024;
}

const childrenOf = (pid: number): readonly number[] =>
  (read(`/proc/${pid}/task/${pid}/children`) ?? "").split(" ").filter(Boolean).map(Number);

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
