import { expect, test } from "vitest";
import { numberOf } from "../../src/model/item.ts";
import { generation, memoryPartition, seqKey } from "../../src/model/world/keys.ts";
import { takeWorld } from "../../src/operations/world-engine.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import { makeWorld, runWorld, seeWorld, turnWorld } from "../worlds/engines.ts";
import { worldPlace } from "../worlds/place.ts";
import { memoryRow } from "../worlds/small-world.ts";
import { inexactness, readSnapshot } from "../worlds/snapshot-rows.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;
const never = new AbortController().signal;

/** Runs a world beside the test, until it is told to end. */
function beside(worldId: string, wish: Partial<Parameters<typeof runWorld>[1]> = {}) {
  const stop = new AbortController();
  const ended = runWorld(place.other(), { worldId, ...wish }, { signal: stop.signal });
  const outcome = ended.then(
    (receipt) => ({ receipt, error: undefined }),
    (error: unknown) => ({ receipt: undefined, error }),
  );
  return {
    /** A while of ticks. */
    async reaches(tick: number) {
      while ((await data.worlds.get(worldId))?.tick !== undefined) {
        if (((await data.worlds.get(worldId))?.tick ?? 0) >= tick) return;
        await systemClock.wait(10);
      }
    },
    stop: () => stop.abort(),
    outcome,
  };
}

const engineOf = async (worldId: string, engineId: string, force = false) =>
  takeWorld({ clock: systemClock, data: place.other() }, { worldId, engineId, force, signal: never });

test("snapshots of a world that is simulated are exact, and its receipt tells what it waited", async () => {
  await makeWorld(data, "busy");
  const engine = beside("busy", { rate: 60 });
  await engine.reaches(56);
  for (let round = 0; round < 3; round += 1) {
    const { snapshot } = await takeSnapshot(data, { worldId: "busy" });
    expect(inexactness(await readSnapshot(data, "busy", snapshot.snapshotId))).toEqual([]);
  }
  engine.stop();
  const { receipt } = await engine.outcome;
  const { ticks = 0, conversations = 0 } = receipt ?? {};
  expect(receipt).toMatchObject({ worldId: "busy", tick: 54 + ticks, ended: "interrupted" });
  expect(receipt).toMatchObject({ conversations: ticks * 10, memories: conversations * 2, events: conversations });
  expect(await seeWorld(data, "busy")).toMatchObject({
    engine: null,
    tick: 54 + ticks,
    rows: { memories: 30 + conversations * 2, events: 12 + conversations },
  });
});

test("a second engine pushes the first out, which writes nothing more and says who has the world", async () => {
  await makeWorld(data, "race");
  const first = beside("race");
  await first.reaches(56);
  const second = beside("race", { ticks: 4 });
  const { error } = await first.outcome;
  expect(error).toMatchObject({
    code: "locked",
    message: expect.stringMatching(/^WORLD_FENCED: race was taken.*simulate-/),
  });
  const { receipt } = await second.outcome;
  expect(receipt).toMatchObject({ ticks: 4, conversations: 40, ended: "done" });
  expect(await seeWorld(data, "race")).toMatchObject({ tick: receipt?.tick, engine: null });
  const { snapshot } = await takeSnapshot(data, { worldId: "race" });
  expect(inexactness(await readSnapshot(data, "race", snapshot.snapshotId))).toEqual([]);
});

test("of two engines that take a world at once without force, one has it", async () => {
  await makeWorld(data, "both");
  const engines = await Promise.all([engineOf("both", "one"), engineOf("both", "two")]);
  const [engine, none] = engines[0] === undefined ? [engines[1], engines[0]] : engines;
  expect(none).toBeUndefined();
  expect(await engine?.step(1, never)).toMatchObject({ outcome: "committed" });
  expect(await engineOf("both", "three")).toBeUndefined();
  await engine?.leave();
  const next = await engineOf("both", "three");
  expect(await next?.step(1, never)).toMatchObject({ outcome: "committed" });
  expect(await engine?.step(1, never)).toMatchObject({ outcome: "lost" });
});

test("a fence is waited for, and a dead fence ends by itself", async () => {
  await makeWorld(data, "fenced");
  const engine = await engineOf("fenced", "one");
  const before = await data.worlds.get("fenced");
  await data.worlds.fence("fenced", { id: "dead", until: Date.now() + 400 }, Date.now());
  const begun = Date.now();
  const step = await engine?.step(2, never);
  expect(step).toMatchObject({ outcome: "committed", tick: (before?.tick ?? 0) + 1 });
  expect(Date.now() - begun).toBeGreaterThanOrEqual(350);
  expect(step?.fencedMs).toBeGreaterThan(200);
  const fence = { id: "f", until: Date.now() + 10_000 };
  const seen = await data.worlds.fence("fenced", fence, Date.now());
  const waiting = engine?.step(1, never);
  await systemClock.wait(60);
  expect((await data.worlds.get("fenced"))?.tick).toBe(seen?.tick);
  expect(await data.worlds.release("fenced", "f", { epoch: seen?.epoch ?? 0, tick: seen?.tick ?? 0 })).toBe("released");
  expect(await waiting).toMatchObject({ outcome: "committed", tick: (seen?.tick ?? 0) + 1 });
});

test("an engine that is told to end at a fence ends at once, and commits nothing", async () => {
  await makeWorld(data, "told");
  const engine = await engineOf("told", "one");
  const seen = await data.worlds.fence("told", { id: "f", until: Date.now() + 60_000 }, Date.now());
  const stop = new AbortController();
  const step = engine?.step(1, stop.signal);
  await systemClock.wait(30);
  stop.abort();
  expect(await step).toMatchObject({ outcome: "ended" });
  expect((await data.worlds.get("told"))?.tick).toBe(seen?.tick);
});

test("a world that is paused stops its engine, which says so", async () => {
  await makeWorld(data, "paused");
  const engine = beside("paused");
  await engine.reaches(56);
  await turnWorld(data, "paused", "paused");
  expect((await engine.outcome).receipt).toMatchObject({ ended: "paused" });
  expect(await seeWorld(data, "paused")).toMatchObject({ status: "paused", engine: null });
});

test("throttled calls and lost answers are borne: every tick is there once", async () => {
  await makeWorld(data, "rough");
  await place.fault({ service: "dynamodb", probability: 0.2, code: "ProvisionedThroughputExceededException" });
  await place.fault({ service: "dynamodb", operation: "TransactWriteItems", probability: 0.15, cut: "response" });
  const receipt = await runWorld(data, { worldId: "rough", ticks: 12, rate: 100 });
  await place.fault({ clear: "true" });
  expect(receipt).toMatchObject({ ticks: 12, tick: 54 + 12, conversations: 120 });
  const { snapshot } = await takeSnapshot(data, { worldId: "rough" });
  expect(snapshot).toMatchObject({ items: { memories: 30 + 240, events: 12 + 120 }, warnings: [] });
  expect(inexactness(await readSnapshot(data, "rough", snapshot.snapshotId))).toEqual([]);
}, 30_000);

test("whoever takes a world over removes rows that nobody committed", async () => {
  await makeWorld(data, "stray");
  const world = await data.worlds.get("stray");
  const g = generation("stray", world?.gen ?? 0);
  const seq = (world?.seqCommitted ?? 0) + 2;
  const stray = memoryRow(g, { agentId: "a-003", index: 6, seq, tick: 99 });
  await data.rows().put("MemoryStreams", [stray]);
  const engine = await engineOf("stray", "one");
  for (let tick = 0; tick < 4; tick += 1) await engine?.step(1, never);
  await engine?.leave();
  const rows = await data.rows().page({ table: "MemoryStreams", partition: `${g}${memoryPartition("a-003", 0)}` });
  expect(rows.items.filter((row) => numberOf(row, "tick") === 99)).toEqual([]);
  expect(seqKey(seq)).toHaveLength(12);
  const { snapshot } = await takeSnapshot(data, { worldId: "stray" });
  expect(snapshot).toMatchObject({ warnings: [] });
});

test("rows are swept, however many, only while the epoch is the engine's own", async () => {
  const { epoch = 0 } = (await makeWorld(data, "swept").then(() => data.worlds.get("swept"))) ?? {};
  const items = Array.from({ length: 120 }, (_, at) => ({ g: { S: "swept@9" }, agentId: { S: `a-${at}` } }));
  await data.rows().put("Agents", items);
  const stray = items.map(({ agentId }) => ({ table: "Agents" as const, pk: "swept@9", sk: agentId.S }));
  const left = async () => (await data.rows().page({ table: "Agents", partition: "swept@9" })).items.length;
  expect([await data.worlds.sweep("swept", epoch + 1, stray), await left()]).toEqual([false, 120]);
  expect([await data.worlds.sweep("swept", epoch, stray), await left()]).toEqual([true, 0]);
});

test("an engine that is pushed out while it removes rows leaves those of the next one", async () => {
  await makeWorld(data, "pushed");
  const rows = data.rows();
  const pushOut = async () => (await engineOf("pushed", "two", true))?.step(5, never);
  let pushed: ReturnType<typeof pushOut> | undefined;
  const pushing: typeof rows.page = async (query, signal) => {
    if (query.table === "MemoryStreams") await (pushed ??= pushOut());
    return rows.page(query, signal);
  };
  const first = { clock: systemClock, data: { worlds: data.worlds, rows: () => ({ ...rows, page: pushing }) } };
  const wish = { worldId: "pushed", engineId: "one", force: true, signal: never };
  await expect(takeWorld(first, wish)).rejects.toMatchObject({ code: "locked" });
  const { snapshot } = await takeSnapshot(data, { worldId: "pushed" });
  expect(snapshot).toMatchObject({ items: { memories: 30 + 10, events: 12 + 5 }, warnings: [] });
});

test("an engine keeps its world while it prepares and while it waits at a fence, however long that takes", async () => {
  await makeWorld(data, "long");
  let now = Date.now();
  const held: boolean[] = [];
  const pass = async (milliseconds: number) => {
    now += milliseconds;
    held.push(((await data.worlds.get("long"))?.engine?.until ?? 0) > now);
  };
  const slow = { now: () => now, wait: async () => pass(2_000) };
  const rows = data.rows();
  const page: typeof rows.page = async (query, signal) => {
    await systemClock.wait(60);
    return rows.page(query, signal);
  };
  const ports = { clock: slow, data: { worlds: data.worlds, rows: () => ({ ...rows, page }) } };
  const engine = await takeWorld(ports, { worldId: "long", engineId: "one", force: true, signal: never });
  expect(now - Date.now()).toBeGreaterThan(15_000);
  await data.worlds.fence("long", { id: "f", until: now + 40_000 }, now);
  expect(await engine?.step(1, never)).toMatchObject({ outcome: "committed" });
  expect(held.filter((holds) => !holds)).toEqual([]);
}, 30_000);

test("ends come by ticks, conversations and seconds; the last tick is no larger than what is left", async () => {
  await makeWorld(data, "ends");
  expect(await runWorld(data, { worldId: "ends", conversations: 25, rate: 200 })).toMatchObject({
    ticks: 3,
    conversations: 25,
    ended: "done",
  });
  expect(await runWorld(data, { worldId: "ends", ticks: 2, rate: 3 })).toMatchObject({ ticks: 2, conversations: 6 });
  const { seconds } = await runWorld(data, { worldId: "ends", seconds: 0.3, rate: 100 });
  expect(seconds).toBeLessThan(3);
});
