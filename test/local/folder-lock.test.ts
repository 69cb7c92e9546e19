import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { claimFolder, emptyFolder } from "../../src/local/folder.ts";
import { folderHolder, lockFolder } from "../../src/local/folder-lock.ts";
import { processLives, processStart } from "../../src/local/process-start.ts";
import { folder } from "./serving.ts";

/** The number of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}

test("a folder is held by one, and free again when given back", () => {
  const dir = folder();
  const unlock = lockFolder(dir);
  expect(folderHolder(dir)).toMatchObject({ pid: process.pid });
  expect(() => lockFolder(dir)).toThrow(`in use by process ${process.pid}`);
  unlock();
  expect(folderHolder(dir)).toBeUndefined();
  lockFolder(dir)();
  expect(readdirSync(dir)).toEqual([]);
});

test("a folder is emptied only by who holds it", () => {
  const dir = folder();
  claimFolder(dir);
  writeFileSync(join(dir, "journal"), "a row\n");
  const unlock = lockFolder(dir);
  expect(() => emptyFolder(dir)).toThrow(`in use by process ${process.pid}`);
  expect(readdirSync(dir)).toContain("journal");
  unlock();
  emptyFolder(dir);
  expect(existsSync(dir)).toBe(false);
});

test("the lock of a process that has ended is taken over", async () => {
  const dir = folder();
  writeFileSync(join(dir, "lock"), JSON.stringify({ pid: await endedProcess(), start: "1" }));
  expect(folderHolder(dir)).toBeUndefined();
  lockFolder(dir)();
});

test("a living process with a used-up number does not hold what its predecessor held", () => {
  const dir = folder();
  writeFileSync(join(dir, "lock"), JSON.stringify({ pid: process.pid, start: "long ago" }));
  expect(() => lockFolder(dir)()).not.toThrow();
});

test.each(["", "{", "[]", '{"pid":"many"}'])("a lock that cannot be read is nobody's: %j", (content) => {
  const dir = folder();
  writeFileSync(join(dir, "lock"), content);
  expect(() => lockFolder(dir)()).not.toThrow();
});

test("giving back does not remove what another one took meanwhile", () => {
  const dir = folder();
  const unlock = lockFolder(dir);
  const other = JSON.stringify({ pid: process.pid, start: processStart(process.pid) });
  writeFileSync(join(dir, "lock"), other);
  unlock();
  expect(folderHolder(dir)).toMatchObject({ pid: process.pid });
});

test("many processes at once: one gets the folder", async () => {
  const dir = folder();
  writeFileSync(join(dir, "lock"), JSON.stringify({ pid: await endedProcess(), start: "1" }));
  const results = Array.from({ length: 20 }, () => {
    try {
      lockFolder(dir);
      return "got";
    } catch {
      return "refused";
    }
  });
  expect(results.filter((result) => result === "got")).toHaveLength(1);
});

test("a process is known by its number and its start", async () => {
  const start = processStart(process.pid);
  expect(start).toBeDefined();
  expect(processLives(process.pid, start)).toBe(true);
  expect(processLives(process.pid, `${start}0`)).toBe(false);
  expect(processLives(await endedProcess(), undefined)).toBe(false);
});
