import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { claimFolder } from "../../src/local/folder.ts";

const root = mkdtempSync(join(tmpdir(), "gworld-claimed-"));
afterAll(() => rmSync(root, { recursive: true }));

test("a folder is made with those above it, and is nobody else's to read; a second time it is taken as it is", () => {
  const dir = join(root, "a/b");
  claimFolder(dir);
  claimFolder(dir);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
});

test("a folder of somebody else's files, and a file, are refused", () => {
  const foreign = join(root, "foreign");
  mkdirSync(foreign);
  writeFileSync(join(foreign, "theirs"), "");
  expect(() => claimFolder(foreign)).toThrow(/not a local cloud's/);
  expect(() => claimFolder(join(foreign, "theirs"))).toThrow(/theirs is a file, or lies below one, and no folder/);
  expect(() => claimFolder(join(foreign, "theirs/below"))).toThrow(/below is a file, or lies below one, and no folder/);
});

test.skipIf(process.platform !== "linux")("where no folder can be made it ends", () => {
  expect(() => claimFolder("/proc/gworld/cloud")).toThrow(/could not be used/);
});
