import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { checkSnapshot, type Checked } from "./checker.ts";
import { worldPlace } from "./place.ts";
import { resealed } from "./resealed.ts";
import { listed, record, type PartName, type Row } from "./rows.ts";
import { canonicalJson, sha256 } from "./sealing.ts";
import { smallEngine } from "./small-engine.ts";
import { seedWorld } from "./small-world.ts";
import { takeSnapshot } from "./taking.ts";

const home = "dev/worlds/town";
let objects: ReadonlyMap<string, Uint8Array> = new Map();
let snapshotId = "";

/** A real snapshot of a world that has lived on for three ticks, as it lies in the bucket. */
beforeAll(async () => {
  const { data, clients, account } = await worldPlace();
  await seedWorld(data, { worldId: "town", agents: 4, memories: 6 });
  const engine = await smallEngine(data, "town", { agents: 4, memories: 6 });
  for (let tick = 0; tick < 3; tick += 1) await engine.step();
  snapshotId = (await takeSnapshot(data, { worldId: "town" })).snapshot.snapshotId;
  const s3 = await clients.s3();
  const Bucket = `gworld-dev-snapshots-${account}-${clients.region}`;
  const { Contents = [] } = await s3.listObjectsV2({ Bucket });
  objects = new Map(
    await Promise.all(
      Contents.map(
        async ({ Key = "" }) =>
          [
            Key,
            (await (await s3.getObject({ Bucket, Key })).Body?.transformToByteArray()) ?? new Uint8Array(),
          ] as const,
      ),
    ),
  );
});

const checked = (broken: ReadonlyMap<string, Uint8Array> = objects): Promise<Checked> =>
  checkSnapshot(async (key) => broken.get(key), home, snapshotId);

test("a snapshot of a world that keeps the protocol is right", async () => {
  const { problems, rows, contentHash, manifest } = await checked();
  expect(problems).toEqual([]);
  expect(rows.memories).toHaveLength(4 * 6 + 3 * 2);
  expect(manifest).toMatchObject({ tick: 9 });
  expect(contentHash).toBe(manifest["contentHash"]);
});

describe("what lies in the bucket is not what was put there:", () => {
  const [chunkKey, manifestKey] = [
    (at: number) => chunkKeys()[at] ?? "",
    () => `${home}/snapshots/${snapshotId}/manifest.json`,
  ];
  const chunkKeys = () => [...objects.keys()].filter((key) => key.includes("/chunks/")).toSorted();
  const changed = (key: string, change: (body: Uint8Array) => Uint8Array | undefined) => {
    const copy = new Map(objects);
    const body = change(copy.get(key) ?? new Uint8Array());
    if (body === undefined) copy.delete(key);
    else copy.set(key, body);
    return copy;
  };
  const manifest = (change: (manifest: Record<string, unknown>) => void) =>
    changed(manifestKey(), (body) => {
      const copy = { ...record(JSON.parse(Buffer.from(body).toString())) };
      change(copy);
      return Buffer.from(`${canonicalJson(copy)}\n`);
    });
  const chunk = (copy: Record<string, unknown>, at: number, fields: Row) =>
    void (copy["chunks"] = listed(copy["chunks"]).map((one, index) =>
      index === at ? { ...record(one), ...fields } : one,
    ));

  test.each<[string, () => ReadonlyMap<string, Uint8Array>, RegExp]>([
    ["a chunk is missing", () => changed(chunkKey(2), () => undefined), /is missing/],
    ["a bit is turned", () => changed(chunkKey(1), flipped), /stored bytes have another hash/],
    ["a chunk is cut off", () => changed(chunkKey(1), (body) => body.subarray(0, 60)), /cannot be unpacked/],
    [
      "another zlib packed other rows",
      () => changed(chunkKey(1), () => gzipSync("{}\n")),
      /plain bytes have another hash/,
    ],
    ["the manifest is missing", () => changed(manifestKey(), () => undefined), /no manifest/],
    [
      "the manifest has blanks",
      () => changed(manifestKey(), (body) => Buffer.from(` ${Buffer.from(body).toString()}`)),
      /not canonical/,
    ],
    ["the Merkle root is another", () => manifest((one) => (one["merkleRoot"] = sha256("x"))), /Merkle root/],
    ["the content hash is another", () => manifest((one) => (one["contentHash"] = sha256("x"))), /content hash/],
    ["a sum is another", () => manifest((one) => chunk(one, 1, { sum: sha256("x") })), /sum of its rows/],
    ["a chunk begins elsewhere", () => manifest((one) => chunk(one, 1, { from: "0" })), /begins or ends elsewhere/],
    ["a chunk counts wrong", () => manifest((one) => chunk(one, 2, { items: 1 })), /it has \d+ rows/],
    [
      "chunks change places",
      () => manifest((one) => (one["chunks"] = listed(one["chunks"]).toReversed())),
      /out of order/,
    ],
    [
      "a chunk is there twice",
      () => manifest((one) => (one["chunks"] = listed(one["chunks"]).flatMap((it) => [it, it]))),
      /overlaps/,
    ],
    [
      "a total is another",
      () =>
        manifest((one) => (one["parts"] = { ...record(one["parts"]), agents: { items: 5, bytes: 1, writeUnits: 1 } })),
      /agents: the total of items/,
    ],
    [
      "an agent has other memories",
      () => manifest((one) => (one["memories"] = { ...record(one["memories"]), "a-000": 2 })),
      /memories by agent/,
    ],
    ["no pause is told", () => manifest((one) => delete one["pauseMs"]), /pause/],
  ])("%s", async (_, broken, problem) => {
    expect((await checked(broken())).problems).toContainEqual(expect.stringMatching(problem));
  });
});

describe("all hashes are right, and yet", () => {
  test.each<[string, PartName, (rows: Row[]) => Row[], RegExp]>([
    ["an event lacks a memory", "memories", (rows) => rows.slice(0, -1), /lacks memory/],
    ["a row in between is missing", "events", (rows) => rows.toSpliced(1, 1), /rows are missing/],
    [
      "an event came after the moment",
      "events",
      last({ "tick#seq": { S: "000000000009#000000000999" }, seq: { N: "999" } }),
      /came after/,
    ],
    ["a memory is of a later tick", "memories", last({ tick: { N: "10" } }), /is of tick 10, after 9/],
    ["an agent counts another number", "agents", last({ memoryCount: { N: "40" } }), /counts 40 memories/],
    ["an agent is of an earlier tick", "agents", last({ tick: { N: "1" } }), /is of tick 1, its last memory of/],
    ["an agent is missing", "agents", (rows) => rows.slice(1), /a-000 is missing/],
    ["an object is newer", "objects", last({ tick: { N: "11" } }), /objects: a row is of tick 11/],
    ["the world is of another tick", "world", last({ tick: { N: "8" } }), /the world's row is of another tick/],
    ["the world tells where it lives", "world", last({ epoch: { N: "8" } }), /tells its epoch/],
    ["a key has its generation", "agents", last({ "g#place": { S: "town@1#well" } }), /has a generation/],
    [
      "a memory lies in another bucket",
      "memories",
      last({ "g#agentId#bucket": { S: "#a-003#1" } }),
      /is of another partition/,
    ],
    ["an embedding is short", "memories", last({ embedding: { B: "AAAA" } }), /embeddings have not 4/],
    ["rows changed places", "objects", (rows) => rows.toReversed(), /out of order/],
  ])("%s", async (_, part, change, problem) => {
    expect((await checked(resealed(objects, { home, snapshotId, part }, change))).problems).toContainEqual(
      expect.stringMatching(problem),
    );
  });

  test("names are not in order", async () => {
    const backwards = (row: Row) => Object.fromEntries(Object.entries(row).toReversed());
    const where = { home, snapshotId, part: "objects" } as const;
    const broken = resealed(
      objects,
      where,
      (rows) => rows.map(backwards),
      (row) => JSON.stringify({ Item: row }),
    );
    expect((await checked(broken)).problems).toContainEqual(expect.stringMatching(/is not canonical/));
  });
});

const flipped = (body: Uint8Array) => body.map((byte, index) => (index === 40 ? byte ^ 1 : byte));

function last(fields: Row) {
  return (rows: Row[]) => rows.map((row, index) => (index === rows.length - 1 ? { ...row, ...fields } : row));
}
