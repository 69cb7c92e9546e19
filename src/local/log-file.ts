import { closeSync, copyFileSync, openSync, readSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";

/** The background process writes its output here, and the one before is kept beside it. */
export const logPath = (dir: string): string => join(dir, "local-cloud.log");

const largest = 4 * 1024 * 1024;

/** Keeps the file itself, which the running process has open for appending. */
export function rotateLog(dir: string, limit: number = largest): void {
  const path = logPath(dir);
  if (logSize(dir) <= limit) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

export const logSize = (dir: string): number => statSync(logPath(dir), { throwIfNoEntry: false })?.size ?? 0;

/** The last lines that were written after an offset in bytes. */
export function lastLines(dir: string, after: number, count: number): readonly string[] {
  const size = logSize(dir);
  const start = Math.max(Math.min(after, size), size - 16 * 1024);
  const bytes = Buffer.alloc(size - start);
  const file = openSync(logPath(dir), "r");
  try {
    readSync(file, bytes, 0, bytes.length, start);
  } finally {
    closeSync(file);
  }
  return bytes.toString("utf8").trimEnd().split("\n").slice(-count);
}
