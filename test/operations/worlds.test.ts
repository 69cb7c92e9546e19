import { expect, test } from "vitest";
import { demoRows, demoWorld } from "../../src/model/engine/demo.ts";
import { nextTick } from "../../src/model/engine/tick.ts";
import { type Item, listAt, mapOf, numberOf, stringOf } from "../../src/model/item.ts";
import { collectGeneration } from "../../src/operations/collect.ts";
import { withLease } from "../../src/operations/lease.ts";
import { createWorld } from "../../src/operations/worlds-create.ts";
import { deleteWorld, planDelete } from "../../src/operations/worlds-delete.ts";
import { readState, simulate } from "../../src/operations/worlds-simulate.ts";
import { findWorld, listWorlds, showWorld, switchWorld } from "../../src/operations/worlds.ts";
import { worldPlace } from "../worlds/place.ts";
import { inexactness, readSnapshot } from "../worlds/snapshot-rows.ts";
import { snapshotPorts, takeSnapshot } from "../worlds/taking.ts";

const { data } = await worldPlace();
const ports = snapshotPorts(data);
const never = new AbortController().signal;
const quiet = { signal: never, report: () => undefined };
const create = (worldId: string, more: object = {}) =>
  createWorld(
    ports,
    { worldId, name: undefined, agents: 5, memories: 6, dims: 8, seed: undefined, paused: false, ...more },
    quiet,
  );

const wish = { worldId: "w", name: "w", ownerId: "o", agents: 7, memories: 30, dims: 16, seed: "s", madeAt: 0 };

test("a demo world is the same for the same seed, and its events name memories that are there", () => {
  const rows = [...demoRows(wish)];
  expect(rows).toEqual([...demoRows(wish)]);
  expect(rows).not.toEqual([...demoRows({ ...wish, seed: "t" })]);
  const { data: row, rows: count } = demoWorld(wish);
  expect(rows).toHaveLength(count);
  const memories = rows.filter(({ table }) => table === "MemoryStreams").map(({ item }) => item);
  const keys = new Set(memories.map((item) => `${stringOf(item, "agentId")} ${stringOf(item, "seq")}`));
  expect(keys.size).toBe(7 * 30);
  const named = rows
    .filter(({ table }) => table === "Events")
    .flatMap(({ item }) => listAt(item, "memories"))
    .map((value): Item => ("M" in value ? value.M : {}))
    .map((memory) => `${stringOf(memory, "agentId")} ${stringOf(memory, "seq")}`);
  expect(named.filter((key) => !keys.has(key))).toEqual([]);
  expect(named).toHaveLength(3 * 2 * 30);
  const seqs = memories.map((item) => Number(stringOf(item, "seq")));
  expect(Math.max(...seqs)).toBeLessThanOrEqual(numberOf(row, "seqCommitted") ?? 0);
});

test("an embedding is a unit vector near those of its topic", () => {
  const vectors = [...demoRows(wish)].flatMap(({ item }) => {
    const { embedding } = item;
    if (embedding === undefined || !("B" in embedding)) return [];
    const bytes = Buffer.from(embedding.B, "base64");
    return [Array.from({ length: 16 }, (_, at) => bytes.readFloatLE(at * 4))];
  });
  expect(vectors).toHaveLength(210);
  for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
});

test("a tick follows from the state alone, counts what agents remember, and fits into one transaction", async () => {
  await create("ticks");
  const state = await readState(ports, await findWorld(ports, "ticks"));
  const tick = nextTick(state, 18);
  expect(nextTick(state, 18)).toEqual(tick);
  expect(tick.puts.length).toBeLessThanOrEqual(99);
  const keys = tick.puts.map(
    ({ table, item }) => `${table} ${stringOf(item, "agentId")} ${stringOf(item, "seq")} ${stringOf(item, "tick#seq")}`,
  );
  expect(new Set(keys).size).toBe(keys.length);
  const counted = [...tick.next.agents.values()].reduce((sum, row) => sum + (numberOf(row, "memoryCount") ?? 0), 0);
  expect(counted).toBe(5 * 6 + 36);
  expect(mapOf([...tick.next.agents.values()][0], "definition")).toBeDefined();
});

test("a world is made whole, listed, paused, resumed and deleted with all its rows", async () => {
  expect(await create("life")).toMatchObject({ status: "active", agents: 5, memories: 30 });
  await expect(create("life")).rejects.toMatchObject({ code: "refused" });
  expect((await listWorlds(ports)).worlds.find(({ worldId }) => worldId === "life")).toMatchObject({
    tick: 6,
    agents: 5,
    lastSnapshot: null,
  });
  expect(await switchWorld(ports, "life", "paused")).toMatchObject({ status: "paused" });
  expect(await switchWorld(ports, "life", "paused")).toMatchObject({ status: "paused" });
  await expect(
    simulate(ports, { worldId: "life", rate: 5, ticks: 1, seconds: undefined }, quiet),
  ).rejects.toMatchObject({ code: "refused" });
  expect(await switchWorld(ports, "life", "active")).toMatchObject({ status: "active" });
  const { snapshot } = await takeSnapshot(data, { worldId: "life" });
  expect(await showWorld(ports, "life")).toMatchObject({
    lastSnapshot: { snapshotId: snapshot.snapshotId },
    generation: 1,
  });
  const plan = await planDelete(ports, await findWorld(ports, "life"));
  const options = { withLease, collect: collectGeneration, signal: never, waiting: () => undefined };
  expect(await deleteWorld(ports, plan, options)).toEqual({ worldId: "life", rows: 30 + 12 + 5 + 20, snapshots: 1 });
  await expect(showWorld(ports, "life")).rejects.toMatchObject({ code: "notFound" });
});

test("a world that was deleted and made again rests on no snapshot of the one before", async () => {
  await create("again", { seed: "one" });
  const before = (await takeSnapshot(data, { worldId: "again" })).snapshot;
  const plan = await planDelete(ports, await findWorld(ports, "again"));
  await deleteWorld(ports, plan, { withLease, collect: collectGeneration, signal: never, waiting: () => undefined });
  await create("again", { seed: "two" });
  const after = (await takeSnapshot(data, { worldId: "again" })).snapshot;
  const whole = (await takeSnapshot(data, { worldId: "again", full: true })).snapshot;
  expect(after).toMatchObject({ parent: null, contentHash: whole.contentHash });
  expect(after.contentHash).not.toBe(before.contentHash);
});

test("one that was cut off goes on with the same wish only", async () => {
  const cut = new AbortController();
  const wished = { worldId: "cut", name: undefined, agents: 30, memories: 20, dims: 8, seed: undefined, paused: true };
  const first = createWorld(ports, wished, { signal: cut.signal, report: () => cut.abort() });
  await expect(first).rejects.toMatchObject({ code: "interrupted" });
  expect(await showWorld(ports, "cut")).toMatchObject({ status: "creating" });
  await expect(createWorld(ports, { ...wished, seed: "other" }, quiet)).rejects.toMatchObject({ code: "refused" });
  expect(await createWorld(ports, wished, quiet)).toMatchObject({ status: "paused" });
  const { snapshot } = await takeSnapshot(data, { worldId: "cut" });
  expect(snapshot).toMatchObject({ warnings: [], items: { agents: 30, memories: 600, objects: 20, events: 300 } });
});

test("while it is simulated snapshots are exact; a second engine takes it over", async () => {
  await create("busy");
  const engine = simulate(ports, { worldId: "busy", rate: 60, ticks: undefined, seconds: undefined }, quiet);
  const ended = engine.catch((error: unknown) => error);
  for (let round = 0; round < 3; round += 1) {
    const { snapshot } = await takeSnapshot(data, { worldId: "busy" });
    expect(inexactness(await readSnapshot(data, "busy", snapshot.snapshotId))).toEqual([]);
  }
  const second = await simulate(
    snapshotPorts(data),
    { worldId: "busy", rate: 60, ticks: 3, seconds: undefined },
    quiet,
  );
  expect(second).toMatchObject({ ticks: 3, conversations: 30, memories: 60, events: 30 });
  expect(await ended).toMatchObject({ code: "locked", message: expect.stringContaining("WORLD_FENCED") });
  expect(await showWorld(ports, "busy")).toMatchObject({ engine: null, tick: second.tick });
});
