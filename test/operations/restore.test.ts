import { afterEach, expect, test } from "vitest";
import { type Item, numberOf } from "../../src/model/item.ts";
import { generation } from "../../src/model/world/keys.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { dyingAt } from "../worlds/dying-at.ts";
import { worldPlace } from "../worlds/place.ts";
import { drop, restoreSnapshot, undo } from "../worlds/restoring.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { eventRow, objectRow, putAll, seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;
afterEach(() => place.fault({ clear: "true" }));

const objectsOf = async (worldId: string, gen: number) =>
  (await data.rows().page({ table: "WorldObjects", partition: generation(worldId, gen) })).items;

test("a world that was restored beside another has the same content, and is paused", async () => {
  await seedWorld(data, { worldId: "first", memories: 40 });
  const { snapshot } = await takeSnapshot(data, { worldId: "first" });
  const { restored } = await restoreSnapshot(data, snapshot.snapshotId, { as: "second" });
  expect(restored).toMatchObject({
    worldId: "second",
    mode: "new",
    result: "restored",
    status: "paused",
    items: { agents: 3, memories: 120, objects: 2, events: 4 },
    undoUntil: null,
  });
  const copy = (await takeSnapshot(data, { worldId: "second" })).snapshot;
  expect(copy.contentHash).toBe(snapshot.contentHash);
  const again = await restoreSnapshot(data, snapshot.snapshotId, { as: "second" });
  expect(again.restored).toMatchObject({ result: "unchanged", restoreId: restored.restoreId });
  await data.worlds.setStatus("second", ["paused"], "active");
  await (await smallEngine(data, "second", { memories: 40 })).step();
  await expect(restoreSnapshot(data, snapshot.snapshotId, { as: "second" })).rejects.toMatchObject({ code: "refused" });
});

test("rows of every kind of value come back to the byte", async () => {
  await seedWorld(data, { worldId: "kinds", status: "paused" });
  const odd: Item = {
    ...objectRow(generation("kinds", 1), "o-odd", 1),
    number: { N: "-1.2345678901234567890123456789012345678E+30" },
    empty: { S: "" },
    none: { B: "" },
    hash: { S: "#not a key" },
    void: { NULL: true },
    no: { BOOL: false },
    deep: { L: [{ M: { "ключ 🗝": { L: [{ B: "AAEC/w==" }] } } }, { S: "\u202Etfel" }] },
    strings: { SS: ["a", "b", "\u{1F600}", "\uFFFD"] },
    numbers: { NS: ["-1", "20", "3"] },
    binaries: { BS: ["AA==", "AQ=="] },
    constructor: { S: "x".repeat(300_000) },
  };
  await data.rows().put("WorldObjects", [odd]);
  const [before] = (await objectsOf("kinds", 1)).filter((item) => "deep" in item);
  const { snapshot } = await takeSnapshot(data, { worldId: "kinds" });
  await restoreSnapshot(data, snapshot.snapshotId, { as: "kinds-copy" });
  const { gen = 0 } = (await data.worlds.get("kinds-copy")) ?? {};
  const [after] = (await objectsOf("kinds-copy", gen)).filter((item) => "deep" in item);
  const g = generation("kinds-copy", gen);
  expect(after).toEqual({ ...before, g: { S: g }, "g#place": { S: `${g}#square` } });
  const copy = (await takeSnapshot(data, { worldId: "kinds-copy" })).snapshot;
  expect(copy.contentHash).toBe(snapshot.contentHash);
});

test("in place nobody sees it before the flip, and no engine of before writes after it; an undo brings back the rest", async () => {
  await seedWorld(data, { worldId: "same", memories: 30 });
  const { snapshot } = await takeSnapshot(data, { worldId: "same" });
  const engine = await smallEngine(data, "same", { memories: 30 });
  engine.run(50);
  const { restored } = await restoreSnapshot(data, snapshot.snapshotId);
  const { tick } = await engine.stop();
  expect(tick).toBeGreaterThan(30);
  expect(await engine.step()).toBe("lost");
  expect(restored).toMatchObject({ mode: "replace", status: "active", tick: 30 });
  expect(await data.worlds.get("same")).toMatchObject({ gen: 2, tick: 30, status: "active", restoring: undefined });
  expect((await takeSnapshot(data, { worldId: "same" })).snapshot.contentHash).toBe(snapshot.contentHash);
  expect(await undo(data, "same")).toMatchObject({ result: "undone", tick });
  expect(await data.worlds.get("same")).toMatchObject({ gen: 1, tick });
  expect(await undo(data, "same")).toMatchObject({ result: "unchanged", tick });
  const { restoreId } = restored;
  const redone = await undo(data, restoreId.toLowerCase(), { way: "redo" });
  expect(redone).toMatchObject({ result: "redone", restoreId, tick: 30 });
  expect(await undo(data, "same", { way: "redo" })).toMatchObject({ result: "unchanged", tick: 30 });
});

/** Fails at the n-th call of any port that a restore goes through. */
function failing(at: number): { data: WorldData; stopped: () => boolean } {
  const other = place.other();
  const { dying, stopped } = dyingAt(at);
  const { catalogue } = other;
  return {
    stopped,
    data: {
      ...other,
      rows: (limits) => {
        const rows = other.rows(limits);
        return { ...rows, put: dying((...args: Parameters<typeof rows.put>) => rows.put(...args)) };
      },
      archive: async (location) => {
        const archive = await other.archive(location);
        return { ...archive, chunk: dying((...args: Parameters<typeof archive.chunk>) => archive.chunk(...args)) };
      },
      catalogue: {
        ...catalogue,
        claim: dying((...args: Parameters<typeof catalogue.claim>) => catalogue.claim(...args)),
        addLoaded: dying((...args: Parameters<typeof catalogue.addLoaded>) => catalogue.addLoaded(...args)),
        flip: dying((...args: Parameters<typeof catalogue.flip>) => catalogue.flip(...args)),
        restores: dying((...args: Parameters<typeof catalogue.restores>) => catalogue.restores(...args)),
      },
    },
  };
}

test("stopped anywhere and run again, it converges; the world is as it was until then", async () => {
  await seedWorld(data, { worldId: "dies", memories: 4 });
  const { snapshot } = await takeSnapshot(data, { worldId: "dies" });
  let at = 1;
  // Every second call: most are puts and notes of one kind, and each costs two restores.
  for (; ; at += 2) {
    const as = `dies-${at}`;
    const dying = failing(at);
    const first = await restoreSnapshot(dying.data, snapshot.snapshotId, { as }).catch((error: unknown) => error);
    if (!dying.stopped()) break;
    expect(first).toBeInstanceOf(Error);
    expect((await data.worlds.get(as))?.status ?? "restoring").toBe("restoring");
    const { restored } = await restoreSnapshot(data, snapshot.snapshotId, { as });
    expect(restored.result).toBe("restored");
    const states = (await data.catalogue.restores(as)).map(({ state }) => state);
    expect(states).toEqual(["COMPLETE"]);
    expect(await data.catalogue.lease(as, "restore")).toBeUndefined();
  }
  expect(at).toBeGreaterThan(15);
});

test("an answer to the flip that is lost makes no second restore", async () => {
  await seedWorld(data, { worldId: "lost", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "lost" });
  const other = place.other();
  const { catalogue } = other;
  const cut: WorldData = {
    ...other,
    catalogue: {
      ...catalogue,
      flip: async (...args) => {
        await catalogue.flip(...args);
        throw new Error("killed");
      },
    },
  };
  await expect(restoreSnapshot(cut, snapshot.snapshotId)).rejects.toThrow("killed");
  const { restored } = await restoreSnapshot(data, snapshot.snapshotId);
  expect(restored).toMatchObject({ result: "unchanged", mode: "replace" });
  expect(await data.worlds.get("lost")).toMatchObject({ gen: 2 });
});

test("throttled calls and cut connections only take longer", async () => {
  await seedWorld(data, { worldId: "slow", memories: 10 });
  const { snapshot } = await takeSnapshot(data, { worldId: "slow" });
  await place.fault({ service: "dynamodb", probability: 0.1, seed: 7, code: "ThrottlingException" });
  await place.fault({ service: "dynamodb", operation: "BatchWriteItem", nth: 2, times: 1, cut: "response" });
  await restoreSnapshot(data, snapshot.snapshotId, { as: "slow-copy" });
  await place.fault({ clear: "true" });
  expect((await takeSnapshot(data, { worldId: "slow-copy" })).snapshot.contentHash).toBe(snapshot.contentHash);
});

test("a chunk that is damaged or missing stops it, and the claim is dropped", async () => {
  await seedWorld(data, { worldId: "hurt", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "hurt" });
  const archive = await data.archive();
  const manifest = JSON.parse((await archive.manifest("hurt", snapshot.snapshotId)) ?? "");
  const chunk = manifest.chunks.find(({ part }: { part: string }) => part === "memories");
  const body = await archive.chunk("hurt", chunk);
  await archive.removeChunks("hurt", [chunk]);
  await expect(restoreSnapshot(data, snapshot.snapshotId)).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringMatching(/memories of #a-00\d#0.*missing/),
  });
  const flawed = Uint8Array.from(body, (byte, index) => (index === 30 ? byte ^ 1 : byte));
  await archive.putChunk("hurt", chunk, flawed, data.codec.sha256(flawed));
  await expect(restoreSnapshot(data, snapshot.snapshotId)).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringMatching(/memories of #a-00\d#0.*damaged/),
  });
  // All of it was checked before any row was written.
  expect(await objectsOf("hurt", 2)).toEqual([]);
  expect(await data.worlds.get("hurt")).toMatchObject({ gen: 1, restoring: undefined, status: "active" });
  expect((await data.catalogue.restores("hurt")).map(({ state }) => state)).toEqual(["ABORTED"]);
  await archive.removeChunks("hurt", [chunk]);
  await archive.putChunk("hurt", chunk, body, chunk.storedSha256);
  expect((await restoreSnapshot(data, snapshot.snapshotId)).restored.result).toBe("restored");
  expect(await data.worlds.get("hurt")).toMatchObject({ gen: 3 });
  expect(await objectsOf("hurt", 2)).toEqual([]);
});

test("what is not exact, of a newer gworld or unknown is refused with a way on", async () => {
  await seedWorld(data, { worldId: "refuses", memories: 2 });
  const { snapshot } = await takeSnapshot(data, { worldId: "refuses", consistency: "fuzzy" });
  await expect(restoreSnapshot(data, snapshot.snapshotId, { as: "other" })).rejects.toMatchObject({ code: "refused" });
  await restoreSnapshot(data, snapshot.snapshotId, { as: "other", allowFuzzy: true });
  await expect(restoreSnapshot(data, data.ids.next())).rejects.toMatchObject({ code: "notFound" });
  const exact = (await takeSnapshot(data, { worldId: "refuses" })).snapshot;
  await expect(restoreSnapshot(data, exact.snapshotId, { as: "other" })).rejects.toMatchObject({ code: "refused" });
  const archive = await data.archive();
  const text = (await archive.manifest("refuses", exact.snapshotId)) ?? "";
  await archive.removeManifest("refuses", exact.snapshotId);
  await archive.putManifest(
    "refuses",
    exact.snapshotId,
    text.replace('"formatVersion":"1.0"', '"formatVersion":"2.0"'),
  );
  await expect(restoreSnapshot(data, exact.snapshotId)).rejects.toMatchObject({ code: "unverified" });
  const from = archive.location;
  await expect(restoreSnapshot(data, exact.snapshotId, { from })).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining("format 2.0"),
  });
});

/** Data whose archive has other text in its chunks, which pass for what was written. */
function forging(from: string, to: string): WorldData {
  const other = place.other();
  const { codec } = other;
  const plain = new Map<string, string>();
  return {
    ...other,
    codec: {
      ...codec,
      unpack: async (...args) => {
        const text = (await codec.unpack(...args)).replaceAll(from, to);
        plain.set(text, codec.sha256(await codec.unpack(...args)));
        return text;
      },
      sha256: (content) => (typeof content === "string" ? plain.get(content) : undefined) ?? codec.sha256(content),
    },
  };
}

test("a row that names another world's partition is not written", async () => {
  await seedWorld(data, { worldId: "bait", memories: 2 });
  const { snapshot } = await takeSnapshot(data, { worldId: "bait" });
  const forged = forging('"g":{"S":""}', '"g":{"S":"victim@1"}');
  await expect(restoreSnapshot(forged, snapshot.snapshotId, { as: "trap" })).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringContaining("another partition"),
  });
  expect(await objectsOf("victim", 1)).toEqual([]);
  expect(await data.worlds.get("trap")).toBeUndefined();
});

test("a row of a world that says where and how it lives is not believed", async () => {
  await seedWorld(data, { worldId: "far", memories: 2 });
  const { snapshot } = await takeSnapshot(data, { worldId: "far" });
  const { location: from } = await data.archive();
  const place = '"fence":{"M":{}},"lastGen":{"N":"900"},"restoring":{"M":{}},';
  const forged = forging('"name":{"S":"Small"}', `${place}"name":{"S":"Far"}`);
  await expect(restoreSnapshot(forged, snapshot.snapshotId, { as: "near", from })).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringContaining("which is not data"),
  });
  expect(await data.worlds.get("near")).toBeUndefined();
});

test("one that was left can be dropped; while somebody works at it, it cannot", async () => {
  await seedWorld(data, { worldId: "left", memories: 5 });
  const { snapshot } = await takeSnapshot(data, { worldId: "left" });
  const dying = failing(8);
  await expect(restoreSnapshot(dying.data, snapshot.snapshotId)).rejects.toThrow("killed");
  expect((await data.worlds.get("left"))?.restoring).toBeDefined();
  const lease = { holder: { id: "x", host: "elsewhere", pid: 1 }, until: Date.now() + 60_000, doing: "restore" };
  await data.catalogue.take("left", "restore", lease, { now: Date.now() });
  await expect(drop(data, "left")).rejects.toMatchObject({ code: "locked" });
  await data.catalogue.drop("left", "restore", "x");
  expect(await drop(data, "left")).toMatchObject({ result: "aborted" });
  expect((await data.worlds.get("left"))?.restoring).toBeUndefined();
  await expect(drop(data, "left")).rejects.toMatchObject({ code: "notFound" });
});

test.each([
  { ttl: "keep", expected: 1_000, warnings: 1 },
  { ttl: "shift", expected: expect.closeTo(1_000, -2), warnings: 0 },
  { ttl: "strip", expected: undefined, warnings: 0 },
])("events past their time: $ttl", async ({ ttl, expected, warnings }) => {
  const worldId = `ttl-${ttl}`;
  await seedWorld(data, { worldId, events: 0 });
  await putAll(data, "Events", [eventRow(generation(worldId, 1), { seq: 1, tick: 1, memories: [], expiresAt: 1_000 })]);
  const { snapshot } = await takeSnapshot(data, { worldId });
  const { plan } = await restoreSnapshot(data, snapshot.snapshotId, { as: `${worldId}-copy`, ttl });
  expect(plan.warnings).toHaveLength(warnings);
  const { gen = 0 } = (await data.worlds.get(`${worldId}-copy`)) ?? {};
  const g = generation(`${worldId}-copy`, gen);
  const page = await data.rows().page({ table: "Events", partition: `${g}#00000000#0` });
  expect(numberOf(page.items[0], "expiresAt")).toEqual(expected);
});
