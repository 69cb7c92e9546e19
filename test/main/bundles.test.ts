import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { array, assert, asyncProperty, constantFrom, integer, nat, record, string, uint8Array } from "fast-check";
import { afterAll, expect, test } from "vitest";
import { tarBundles } from "../../src/main/bundles.ts";
import { GworldError } from "../../src/model/error.ts";
import type { Bundles } from "../../src/ports/bundles.ts";
import { rawEntry, rawTar, tarEnd, type RawEntry } from "../worlds/tars.ts";

const dir = mkdtempSync(join(tmpdir(), "gworld-bundles-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let files = 0;
const place = () => join(dir, `b${(files += 1)}.tar`);

const bundles = tarBundles();

interface Named {
  readonly name: string;
  readonly body: Uint8Array;
}

async function* each(entries: readonly Named[]) {
  yield* entries;
}

const write = (path: string, entries: readonly Named[], force = false, by: Bundles = bundles) =>
  by.write(path, each(entries), { force });

async function readAll(path: string): Promise<Named[]> {
  const found: Named[] = [];
  for await (const entry of bundles.read(path)) {
    const body = await entry.read();
    expect(body.length).toBe(entry.size);
    found.push({ name: entry.name, body });
  }
  return found;
}

const two = [
  { name: "manifest.json", body: Buffer.from("{}\n") },
  { name: `chunks/aa/${"a".repeat(64)}.zst`, body: Buffer.alloc(70_000, 7) },
];

test("any entries come back as they were written", async () => {
  const names = string({ unit: constantFrom("a", "-", ".", "/", "0"), minLength: 1, maxLength: 100 });
  const entries = array(record({ name: names, body: uint8Array({ maxLength: 1_600 }) }), { maxLength: 6 });
  await assert(
    asyncProperty(entries, async (wanted) => {
      const path = place();
      const size = await write(path, wanted);
      expect(readFileSync(path).length).toBe(size);
      expect(await readAll(path)).toEqual(wanted);
    }),
    { numRuns: 30 },
  );
});

test("equal content is an equal file, and any tar program reads it", async () => {
  const [one, other] = [place(), place()];
  await write(one, two);
  await write(other, two);
  expect(readFileSync(one)).toEqual(readFileSync(other));
  const listed = execFileSync("tar", ["-tf", one], { encoding: "utf8" });
  expect(listed.trim().split("\n")).toEqual(two.map(({ name }) => name));
});

test("what is not read is passed over", async () => {
  const path = place();
  await write(path, two);
  const names: string[] = [];
  for await (const { name } of bundles.read(path)) names.push(name);
  expect(names).toEqual(two.map(({ name }) => name));
});

test("a file that exists stays, unless it is to be replaced", async () => {
  const path = place();
  writeFileSync(path, "mine");
  await expect(write(path, two)).rejects.toMatchObject({ code: "usage", hint: expect.stringContaining("--force") });
  expect(readFileSync(path, "utf8")).toBe("mine");
  await write(path, two, true);
  expect(await readAll(path)).toHaveLength(2);
});

test.each([
  { what: "a folder", path: () => dir, says: "is a folder" },
  { what: "a folder that is not there", path: () => join(dir, "none", "x.tar"), says: "there is no such folder" },
  {
    what: "something in a file",
    path: () => {
      const path = place();
      writeFileSync(path, "");
      return join(path, "x.tar");
    },
    says: "Cannot write",
  },
])("$what cannot be written to, and nothing is asked for before that is known", async ({ path, says }) => {
  let asked = false;
  const entries = {
    async *[Symbol.asyncIterator]() {
      asked = true;
      yield* two;
    },
  };
  await expect(bundles.write(path(), entries, { force: true })).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining(says),
  });
  expect(asked).toBe(false);
});

test("where the disk is full, or an entry cannot be had, nothing is left", async () => {
  const full = tarBundles(async (path, flags, mode) => {
    const file = await open(path, flags, mode);
    let room = 2_000;
    return {
      read: file.read.bind(file),
      stat: file.stat.bind(file),
      sync: file.sync.bind(file),
      close: file.close.bind(file),
      write: new Proxy(file.write.bind(file), {
        apply(target, self, args: [Uint8Array, number]) {
          room -= args[0].length;
          if (room >= 0) return Reflect.apply(target, self, args);
          const error = new Error("ENOSPC: no space left on device, write");
          return Promise.reject(Object.assign(error, { code: "ENOSPC", syscall: "write" }));
        },
      }),
    };
  });
  const folder = join(dir, "full");
  mkdirSync(folder);
  const path = join(folder, "x.tar");
  writeFileSync(path, "before");
  await expect(write(path, two, true, full)).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining("the disk is full"),
  });
  const failing = {
    async *[Symbol.asyncIterator]() {
      yield* two;
      throw new Error("no more");
    },
  };
  await expect(bundles.write(path, failing, { force: true })).rejects.toThrow("no more");
  expect(readdirSync(folder)).toEqual(["x.tar"]);
  expect(readFileSync(path, "utf8")).toBe("before");
});

const good: RawEntry = { name: "manifest.json", body: "{}" };
const pax = "30 path=../../../etc/passwd000\n";

test.each<{ what: string; file: Uint8Array; says: string }>([
  { what: "nothing", file: Buffer.alloc(0), says: "it ends too early" },
  { what: "text", file: Buffer.from("hello".repeat(300)), says: "it is no tar" },
  { what: "gzip", file: Buffer.from([0x1f, 0x8b, 8, ...Buffer.alloc(1_021, 3)]), says: "it is no tar" },
  { what: "an old tar", file: rawTar([{ ...good, magic: "\0".repeat(8) }]), says: "it is no tar" },
  { what: "GNU's tar", file: rawTar([{ ...good, magic: "ustar  \0" }]), says: "more in it than gworld writes" },
  { what: "a wrong sum", file: rawTar([{ ...good, sum: "000000\0 " }]), says: "the sum of a header is wrong" },
  { what: "a sum in letters", file: rawTar([{ ...good, sum: "abcdef\0 " }]), says: "the sum of a header is wrong" },
  { what: "a symbolic link", file: rawTar([{ name: "a", type: "2", link: "/etc/passwd" }]), says: "a symbolic link" },
  { what: "a hard link", file: rawTar([{ name: "a", type: "1", link: "manifest.json" }]), says: "a hard link" },
  { what: "a device", file: rawTar([{ name: "a", type: "3" }]), says: "a device" },
  { what: "a directory", file: rawTar([{ name: "chunks/", type: "5" }]), says: "a directory" },
  { what: "a pipe", file: rawTar([{ name: "a", type: "6" }]), says: "a pipe" },
  { what: "a sparse file", file: rawTar([{ name: "a", type: "S", body: "x" }]), says: "a sparse file" },
  { what: "a pax path", file: rawTar([{ name: "p", type: "x", body: pax }, good]), says: "a pax header" },
  { what: "a global pax header", file: rawTar([{ name: "p", type: "g", body: pax }, good]), says: "a pax header" },
  { what: "a GNU long name", file: rawTar([{ name: "././@LongLink", type: "L", body: "x" }]), says: "a GNU long name" },
  { what: "an unknown type", file: rawTar([{ name: "a", type: "Z" }]), says: "something that is no file" },
  { what: "a type of none", file: rawTar([{ name: "a", type: "\0" }]), says: "a file of an old kind of tar" },
  { what: "a prefix", file: rawTar([{ ...good, prefix: ".." }]), says: "more in it than gworld writes" },
  { what: "an owner", file: rawTar([{ ...good, owner: "root" }]), says: "more in it than gworld writes" },
  { what: "setuid", file: rawTar([{ ...good, mode: "0004777\0" }]), says: "more in it than gworld writes" },
  { what: "a link beside a file", file: rawTar([{ ...good, link: "x" }]), says: "more in it than gworld writes" },
  { what: "an empty name", file: rawTar([{ body: "x" }]), says: "more in it than gworld writes" },
  { what: "a name in letters of its own", file: rawTar([{ name: "ü" }]), says: "more in it than gworld writes" },
  { what: "an escape in a name", file: rawTar([{ name: "\u001b[31m" }]), says: '"\\u001b[31m"' },
  { what: "a hidden name", file: rawTar([{ name: "a\0../b" }]), says: "more in it than gworld writes" },
  {
    what: "a size in base 256",
    file: rawTar([{ name: "a", size: Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), body: "x" }]),
    says: "more in it than gworld writes",
  },
  { what: "a size below nothing", file: rawTar([{ name: "a", size: "-0000000001" }]), says: "more in it" },
  { what: "a size with blanks", file: rawTar([{ name: "a", size: "         1 \0", body: "x" }]), says: "more in it" },
  { what: "a size beyond its end", file: rawTar([{ name: "a", size: "00000002000", body: "x" }]), says: "too early" },
  { what: "a great size", file: rawTar([{ name: "a", size: "77777777777", body: "x" }]), says: "too early" },
  { what: "no end", file: rawTar([good], Buffer.alloc(0)), says: "it ends too early" },
  { what: "half an end", file: rawTar([good], Buffer.alloc(512)), says: "it ends too early" },
  { what: "half a body", file: rawTar([{ name: "a", body: "x".repeat(2_000) }]).subarray(0, 1_200), says: "too early" },
  {
    what: "something behind the end",
    file: Buffer.concat([rawTar([good]), Buffer.from("x")]),
    says: "something is behind its end",
  },
  {
    what: "an entry behind the end",
    file: Buffer.concat([rawTar([good]), rawEntry(good), tarEnd]),
    says: "something is behind its end",
  },
  {
    what: "an entry between the blocks of the end",
    file: Buffer.concat([rawTar([good], Buffer.alloc(512)), rawEntry(good), tarEnd]),
    says: "something is behind its end",
  },
  { what: "more zeros", file: Buffer.concat([rawTar([good]), tarEnd]), says: "something is behind its end" },
  { what: "text in the padding", file: rawTar([{ ...good, padding: 65 }]), says: "something is between its entries" },
])("$what is refused", async ({ file, says }) => {
  const path = place();
  writeFileSync(path, file);
  await expect(readAll(path)).rejects.toMatchObject({
    code: says.includes("too early") ? "unverified" : "usage",
    message: expect.stringContaining(says),
  });
});

test("any one byte that is changed is found out, or is a byte of a body", async () => {
  const path = place();
  const tar = rawTar([{ name: "chunks/x", body: "body" }]);
  const body = { from: 512, to: 516 };
  await assert(
    asyncProperty(nat(tar.length - 1), integer({ min: 1, max: 255 }), async (at, by) => {
      writeFileSync(
        path,
        tar.map((byte, index) => (index === at ? byte ^ by : byte)),
      );
      const outcome = await readAll(path).then(
        () => "read",
        (error: unknown) => (error instanceof GworldError ? error.code : error),
      );
      const isBody = at >= body.from && at < body.to;
      expect(isBody ? ["read"] : ["usage", "unverified"]).toContain(outcome);
    }),
    { numRuns: 200 },
  );
});

test.each([
  { what: "a folder", path: () => dir },
  { what: "a device", path: () => "/dev/zero" },
  { what: "nothing", path: () => join(dir, "none.tar") },
  {
    what: "a link to nothing",
    path: () => {
      const path = place();
      symlinkSync(join(dir, "nowhere"), path);
      return path;
    },
  },
])("$what cannot be read", async ({ path }) => {
  await expect(readAll(path())).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining("Cannot read"),
  });
});

test("a folder that files cannot be written into is told", async () => {
  const file = place();
  writeFileSync(file, "");
  await bundles.checkFolder(dir);
  for (const [path, why] of [
    [join(dir, "none"), "there is no such folder"],
    [file, "it is no folder"],
  ] as const)
    await expect(bundles.checkFolder(path)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining(why),
    });
});
