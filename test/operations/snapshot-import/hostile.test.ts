import { afterAll, expect, test } from "vitest";
import { rowOf } from "../../../src/model/archive/line.ts";
import { manifestText } from "../../../src/model/archive/manifest-text.ts";
import type { Chunk, Manifest } from "../../../src/model/archive/manifest.ts";
import type { Item } from "../../../src/model/item.ts";
import { type BundleFile, bundleOf, importFrom, packed, resummed, unwaited } from "../../worlds/carrying.ts";
import { exportedTown } from "../../worlds/exported-town.ts";
import { worldPlace } from "../../worlds/place.ts";
import { rawTar, tarEnd, type RawEntry } from "../../worlds/tars.ts";

/** Where the snapshot was taken, and elsewhere. */
const [home, away] = await Promise.all([worldPlace(), worldPlace()]);
const town = await exportedTown(home.data);
afterAll(() => town.remove());
const { files, head, chunkFiles, manifest, known, write } = town;
const { codec } = home.data;

const tarOf = (some: readonly (BundleFile | RawEntry)[]) => rawTar(some);
const headed = (text: string | Uint8Array): BundleFile => ({
  name: "manifest.json",
  body: typeof text === "string" ? Buffer.from(text) : text,
});
const edited = (fields: Partial<Manifest>) => headed(manifestText({ ...manifest, ...fields }));
const withChunk = (at: number, fields: Partial<Chunk>): Manifest =>
  resummed(
    manifest,
    manifest.chunks.map((chunk, index) => (index === at ? { ...chunk, ...fields } : chunk)),
    codec,
  );
const memoryAt = manifest.chunks.findIndex(({ part }) => part === "memories");
const eventsAt = manifest.chunks.findIndex(({ part }) => part === "events");
const worldAt = manifest.chunks.findIndex(({ part }) => part === "world");
const firstMemory = manifest.chunks[memoryAt];
if (firstMemory === undefined) throw new Error("There are memories.");
const linesOf = async ({ codec: name, sha256, bytes }: Chunk) =>
  (await codec.unpack(name, known.get(sha256) ?? new Uint8Array(), bytes)).trimEnd().split("\n");

/** The good bundle with one chunk's lines changed, and everything said of them right again. */
async function withLines(
  at: number,
  change: (lines: readonly string[]) => readonly string[],
  says: Partial<Chunk> = {},
) {
  const old = manifest.chunks[at];
  if (old === undefined) throw new Error("There is no such chunk.");
  const { chunk, body } = await packed(codec, change(await linesOf(old)), {
    ...old,
    ...says,
  });
  const chunks = manifest.chunks.map((one, index) => (index === at ? chunk : one));
  return tarOf(bundleOf(resummed(manifest, chunks, codec), new Map([...known, [chunk.sha256, body]])));
}

/** The good bundle with other values in its world's row. */
const withWorld = (fields: Item) =>
  withLines(worldAt, ([line = ""]) => [JSON.stringify({ Item: { ...rowOf(line), ...fields } })]);

const swap = (list: readonly BundleFile[], at: number, body: Uint8Array) =>
  list.map((one, index) => (index === at ? { ...one, body } : one));
const turned = (body: Uint8Array) => body.map((byte, at) => (at === 20 ? byte ^ 8 : byte));
const [firstChunk, secondChunk] = chunkFiles;
if (firstChunk === undefined || secondChunk === undefined) throw new Error("There are chunks.");

interface Hostile {
  readonly what: string;
  readonly file: () => Uint8Array | Promise<Uint8Array>;
  readonly code: "usage" | "unverified";
  readonly says: string;
}

const hostile: readonly Hostile[] = [
  { what: "nothing", file: () => Buffer.alloc(0), code: "unverified", says: "too early" },
  { what: "a tar of nothing", file: () => tarEnd, code: "usage", says: "it is empty" },
  { what: "text", file: () => Buffer.alloc(4_096, "text"), code: "usage", says: "no tar" },
  { what: "a file cut midway", file: () => rawTar(files).subarray(0, 9_000), code: "unverified", says: "too early" },
  { what: "a file cut at its end", file: () => rawTar(files).subarray(0, -1), code: "unverified", says: "too early" },
  {
    what: "more behind its end",
    file: () => Buffer.concat([rawTar(files), Buffer.from("more")]),
    code: "usage",
    says: "behind its end",
  },
  {
    what: "a second tar behind it",
    file: () => Buffer.concat([rawTar(files), rawTar(files)]),
    code: "usage",
    says: "behind its end",
  },
  { what: "no manifest", file: () => tarOf(chunkFiles), code: "usage", says: "it begins with" },
  {
    what: "a manifest that comes last",
    file: () => tarOf([...chunkFiles, head]),
    code: "usage",
    says: "it begins with",
  },
  {
    what: "a manifest of another name",
    file: () => tarOf([{ ...head, name: "./manifest.json" }]),
    code: "usage",
    says: "it begins with",
  },
  { what: "two manifests", file: () => tarOf([head, head, ...chunkFiles]), code: "usage", says: "there twice" },
  {
    what: "a great manifest",
    file: () => tarOf([headed(Buffer.alloc(64 * 1_048_576 + 1, 32))]),
    code: "usage",
    says: "more than any",
  },
  {
    what: "a manifest of other letters",
    file: () => tarOf([headed(Buffer.from([0xff, 0xfe, 0x7b]))]),
    code: "usage",
    says: "no text",
  },
  { what: "a manifest that is no JSON", file: () => tarOf([headed("{")]), code: "unverified", says: "not JSON" },
  { what: "a manifest of nothing", file: () => tarOf([headed("{}")]), code: "unverified", says: "damaged" },
  ...[
    { says: "format 2.0", fields: { formatVersion: "2.0" } },
    { says: "data of version 99", fields: { schemaVersion: 99 } },
  ].map(({ says, fields }): Hostile => ({
    what: `a newer ${says}`,
    file: () => tarOf([edited(fields), ...chunkFiles]),
    code: "usage",
    says,
  })),
  ...[
    { says: "Merkle", fields: { merkleRoot: "0".repeat(64) } },
    { says: "content hash", fields: { contentHash: "0".repeat(64) } },
  ].map(({ says, fields }): Hostile => ({
    what: `another ${says}`,
    file: () => tarOf([edited(fields)]),
    code: "unverified",
    says,
  })),
  {
    what: "endless labels",
    file: () => tarOf([edited({ labels: { a: "x".repeat(70_000) } }), ...chunkFiles]),
    code: "unverified",
    says: "too long",
  },
  {
    what: "a world above its folder",
    file: () => tarOf([edited({ worldId: ".." }), ...chunkFiles]),
    code: "usage",
    says: "cannot be typed|with the ID",
  },
  {
    what: "a chunk that would unpack to far more",
    file: () => tarOf([headed(manifestText(withChunk(memoryAt, { bytes: 40 * 1_048_576 }))), ...chunkFiles]),
    code: "unverified",
    says: "unpack to|damaged",
  },
  {
    what: "a chunk greater packed than plain",
    file: () => tarOf([headed(manifestText(withChunk(memoryAt, { storedBytes: 10_000_000 }))), ...chunkFiles]),
    code: "unverified",
    says: "greater packed",
  },
  {
    what: "a bomb",
    file: async () => {
      const line = `{"Item":{"a":{"S":"${"0".repeat(5_000_000)}"}}}`;
      const { chunk, body } = await packed(codec, [line], { ...firstMemory });
      const small = { ...chunk, bytes: 1_000 };
      const chunks = manifest.chunks.map((one, at) => (at === memoryAt ? small : one));
      return tarOf(bundleOf(resummed(manifest, chunks, codec), new Map([...known, [chunk.sha256, body]])));
    },
    code: "unverified",
    says: "does not unpack",
  },
  { what: "no chunks", file: () => tarOf([head]), code: "unverified", says: "chunks are missing" },
  { what: "one chunk less", file: () => tarOf(files.slice(0, -1)), code: "unverified", says: "1 of its chunks" },
  { what: "a chunk twice", file: () => tarOf([...files, firstChunk]), code: "usage", says: "there twice" },
  {
    what: "a chunk more",
    file: () => tarOf([...files, { name: `chunks/ab/${"ab".repeat(32)}.gz`, body: Buffer.from("x") }]),
    code: "usage",
    says: "not in its manifest",
  },
  ...[
    "../../etc/cron.d/x",
    "/etc/passwd",
    "chunks/../../x",
    "chunks\\..\\x",
    "manifest.json/x",
    "MANIFEST.JSON",
    firstChunk.name.toUpperCase(),
    `./${firstChunk.name}`,
    firstChunk.name.replace("chunks/", "chunks//"),
    firstChunk.name.replace(/\.\w+$/, ".exe"),
  ].map((name): Hostile => ({
    what: `a file ${name.slice(0, 24)}`,
    file: () => tarOf([head, { name, body: Buffer.from("x") }, ...chunkFiles]),
    code: "usage",
    says: "not in its manifest",
  })),
  ...[
    { what: "with a bit turned", body: turned(firstChunk.body), says: "not those that were stored" },
    { what: "that is too long", body: Buffer.concat([firstChunk.body, Buffer.from("x")]), says: "by the manifest" },
    { what: "that is too short", body: firstChunk.body.subarray(1), says: "by the manifest" },
  ].map(({ what, body, says }): Hostile => ({
    what: `a chunk ${what}`,
    file: () => tarOf(swap(files, 1, body)),
    code: "unverified",
    says,
  })),
  {
    what: "two chunks exchanged",
    file: () => tarOf(swap(swap(files, 1, secondChunk.body), 2, firstChunk.body)),
    code: "unverified",
    says: "by the manifest|not those",
  },
  ...[
    { name: firstChunk.name, type: "2", link: "/etc/shadow", says: "a symbolic link" },
    { name: firstChunk.name, type: "1", link: head.name, says: "a hard link" },
    { name: "chunks/", type: "5", says: "a directory" },
    { name: "chunks/null", type: "3", says: "a device" },
    { name: firstChunk.name, type: "S", body: firstChunk.body, says: "a sparse file" },
    { name: "PaxHeader", type: "x", body: "21 path=../../../x00\n", says: "a pax header" },
    { name: "PaxHeader", type: "g", body: "12 size=9999\n", says: "a pax header" },
  ].map(({ says, ...entry }): Hostile => ({
    what: `${says} (${entry.type}) for a chunk`,
    file: () => tarOf([head, entry, ...chunkFiles]),
    code: "usage",
    says,
  })),
  {
    what: "a size beyond the file",
    file: () => tarOf([{ name: "manifest.json", size: "77777777777" }]),
    code: "unverified",
    says: "too early",
  },
  {
    what: "rows of another world's generation",
    file: () => withLines(memoryAt, (lines) => lines.map((line) => line.replaceAll('"#a-', '"victim@1#a-'))),
    code: "unverified",
    says: "of another partition",
  },
  {
    what: "rows that another world's index would show",
    file: () =>
      withLines(eventsAt, (lines) => lines.map((line) => line.replaceAll(/"g#agentId":\{"S":"/g, "$&victim@1"))),
    code: "unverified",
    says: "has a g#agentId of another partition",
  },
  {
    what: "an index key that is no text",
    file: () =>
      withLines(eventsAt, (lines) =>
        lines.map((line) => line.replace(/"g#agentId":\{"S":"[^"]*"/, '"g#agentId":{"N":"1"')),
      ),
    code: "unverified",
    says: "has a g#agentId of another partition",
  },
  {
    what: "rows of another agent",
    file: () => withLines(memoryAt, (lines) => lines.map((line) => line.replaceAll("#a-000", "#a-999"))),
    code: "unverified",
    says: "of another partition",
  },
  {
    what: "rows out of order",
    file: () => withLines(memoryAt, (lines) => lines.toReversed()),
    code: "unverified",
    says: "not in order",
  },
  {
    what: "a row twice",
    file: () => withLines(memoryAt, (lines) => [...lines.slice(0, 1), ...lines]),
    code: "unverified",
    says: "not in order|damaged",
  },
  {
    what: "rows of another range",
    file: () => withLines(memoryAt, (lines) => lines, { to: "999999999999" }),
    code: "unverified",
    says: "not of its range",
  },
  {
    what: "lines that are no rows",
    file: () => withLines(memoryAt, (lines) => lines.map(() => "DROP TABLE worlds")),
    code: "unverified",
    says: "no row",
  },
  ...[
    `${'{"L":['.repeat(100_000)}${"]}".repeat(100_000)}`,
    `${'{"M":{"a":'.repeat(33)}{"NULL":true}${"}}".repeat(33)}`,
    `{"S":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
    '{"SS":["a",1]}',
  ].map((value): Hostile => ({
    what: `a value ${value.slice(0, 12)}`,
    file: () => withLines(memoryAt, (lines) => lines.map((line) => line.replace('{"Item":{', `$&"!":${value},`))),
    code: "unverified",
    says: "no row",
  })),
  ...["tick", "seqCommitted"].map((name): Hostile => ({
    what: `a world with another ${name}`,
    file: () => withWorld({ [name]: { N: "1" } }),
    code: "unverified",
    says: "another moment",
  })),
  ...[
    { name: "eventShards", N: "1e9" },
    { name: "secondsPerTick", N: "1e12" },
    { name: "secondsPerTick", N: "Infinity" },
  ].map(({ name, N }): Hostile => ({
    what: `a world with ${name} ${N}`,
    file: () => withWorld({ [name]: { N } }),
    code: "unverified",
    says: "more hours",
  })),
  {
    what: "a chunk that is of two partitions",
    file: () => {
      const twice = [...manifest.chunks, { ...firstMemory, partition: "#a-999#0" }];
      return tarOf(bundleOf(resummed(manifest, twice, codec), known));
    },
    code: "unverified",
    says: "is there before",
  },
  {
    what: "no world",
    file: () => {
      const rest = manifest.chunks.filter(({ part }) => part !== "world");
      return tarOf(bundleOf(resummed(manifest, rest, codec), known));
    },
    code: "unverified",
    says: "0 rows of its world",
  },
  {
    what: "a world that says its epoch",
    file: () => withLines(worldAt, ([line = ""]) => [line.replace('{"Item":{', '{"Item":{"epoch":{"N":"999"},')]),
    code: "unverified",
    says: "says epoch",
  },
  {
    what: "a world of two rows",
    file: () => withLines(worldAt, ([line = ""]) => [line, line]),
    code: "unverified",
    says: "2 rows of its world",
  },
  {
    what: "another sum of rows",
    file: () => tarOf([headed(manifestText(withChunk(memoryAt, { sum: "1".repeat(64) }))), ...chunkFiles]),
    code: "unverified",
    says: "do not add up",
  },
  {
    what: "another number of rows",
    file: () => tarOf([headed(manifestText(withChunk(memoryAt, { items: 4 }))), ...chunkFiles]),
    code: "unverified",
    says: "it has not 4 rows",
  },
];

const strong = unwaited(away.data, "town");

test.each(hostile)("$what is refused, and nothing is noted", async ({ file, code, says }) => {
  const archive = await away.data.archive();
  const failure: unknown = await importFrom(strong, write(await file())).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code, message: expect.stringMatching(new RegExp(says)) });
  expect(await away.data.catalogue.snapshots("town")).toEqual([]);
  expect(await away.data.catalogue.lease("town", "archive")).toBeUndefined();
  expect(await archive.manifests("town")).toEqual([]);
  expect((await archive.worlds()).filter((id) => id !== "town")).toEqual([]);
});
