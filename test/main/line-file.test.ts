import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openLineFile } from "../../src/main/line-file.ts";

const dir = mkdtempSync(join(tmpdir(), "gworld-lines-"));
afterAll(() => rmSync(dir, { recursive: true }));
const once = { force: false };
const again = { force: true };

test("lines are in the file as soon as they are written, for its owner alone", async () => {
  const path = join(dir, "a.ndjson");
  const file = await openLineFile(path, once);
  await file.write(["one", "世界"]);
  expect(readFileSync(path, "utf8")).toBe("one\n世界\n");
  await file.write([]);
  await file.write(["three"]);
  await file.close();
  expect(readFileSync(path, "utf8")).toBe("one\n世界\nthree\n");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a file that got no line is not kept", async () => {
  const path = join(dir, "empty.ndjson");
  await (await openLineFile(path, once)).close();
  expect(existsSync(path)).toBe(false);
});

test("a file that is to be replaced stays as it is where there is no line", async () => {
  const path = join(dir, "kept.ndjson");
  writeFileSync(path, "old\n");
  await (await openLineFile(path, again)).close();
  expect(readFileSync(path, "utf8")).toBe("old\n");
  expect(readdirSync(dir).filter((name) => name.startsWith("kept"))).toEqual(["kept.ndjson"]);
});

test("a link that leads nowhere is a file that exists", async () => {
  const path = join(dir, "dangling.ndjson");
  symlinkSync(join(dir, "nowhere"), path);
  await expect(openLineFile(path, once)).rejects.toMatchObject({ message: `${path} exists.` });
  const file = await openLineFile(path, again);
  await file.write(["new"]);
  await file.close();
  expect(readFileSync(path, "utf8")).toBe("new\n");
  expect(existsSync(join(dir, "nowhere"))).toBe(false);
});

test("a file that exists stays as it is, unless it is to be replaced; then the new one is ours alone, and a link leads nowhere", async () => {
  const path = join(dir, "there.ndjson");
  const target = join(dir, "target");
  writeFileSync(target, "mine\n");
  chmodSync(target, 0o644);
  symlinkSync(target, path);
  await expect(openLineFile(path, once)).rejects.toMatchObject({
    code: "usage",
    hint: expect.stringContaining("--force"),
  });
  const file = await openLineFile(path, again);
  await file.write(["new"]);
  await file.close();
  expect(readFileSync(target, "utf8")).toBe("mine\n");
  expect(readFileSync(path, "utf8")).toBe("new\n");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test.each([
  { what: "a folder", path: "folder", says: /is a folder\.$/ },
  { what: "a place in a folder that is not there", path: "none/x", says: /there is no such folder\.$/ },
  { what: "a device", path: "/dev/null", says: /it is no file\.$/ },
])("$what is refused", async ({ path, says }) => {
  mkdirSync(join(dir, "folder"), { recursive: true });
  const place = path.startsWith("/") ? path : join(dir, path);
  await expect(openLineFile(place, again)).rejects.toMatchObject({
    code: "usage",
    message: expect.stringMatching(says),
  });
});

test("a disk that becomes full leaves whole lines, and says so", async () => {
  const path = join(dir, "full.ndjson");
  const file = await openLineFile(path, once, async (...asked) => {
    const handle = await open(...asked);
    return {
      truncate: (length) => handle.truncate(length),
      close: () => handle.close(),
      async write(bytes: Uint8Array, from: number, length: number, at: number) {
        const room = 20 - at;
        if (room <= 0) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
        return handle.write(bytes, from, Math.min(length, room), at);
      },
    };
  });
  await file.write(["first line"]);
  await expect(file.write(["second line", "third line"])).rejects.toMatchObject({
    code: "usage",
    message: `Cannot write ${path}: the disk is full.`,
    hint: expect.stringContaining("whole lines"),
  });
  await file.close();
  expect(readFileSync(path, "utf8")).toBe("first line\n");
});
