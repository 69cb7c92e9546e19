import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeFolder } from "../../src/main/make-folder.ts";

const root = mkdtempSync(join(tmpdir(), "gworld-folder-"));
afterAll(() => rmSync(root, { recursive: true }));

test("a folder is made with all above it, as private as asked for, and one that is there stays", async () => {
  const path = join(root, "a/b/c");
  await makeFolder(path, 0o700);
  writeFileSync(join(path, "kept"), "");
  await makeFolder(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(statSync(join(path, "kept")).isFile()).toBe(true);
});

test("many who make the same folder at once all succeed", async () => {
  await Promise.all(Array.from({ length: 20 }, () => makeFolder(join(root, "many/at/once"))));
  expect(statSync(join(root, "many/at/once")).isDirectory()).toBe(true);
});

test("a file in its place is an error", async () => {
  writeFileSync(join(root, "file"), "");
  await expect(makeFolder(join(root, "file"))).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolder(join(root, "file/below"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

test.skipIf(process.platform !== "linux")("where nothing can be made it ends", async () => {
  await expect(makeFolder("/proc/gworld/below")).rejects.toMatchObject({ code: "ENOENT" });
});
