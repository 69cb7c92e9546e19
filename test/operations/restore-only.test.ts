import { afterEach, expect, test } from "vitest";
import { numberOf } from "../../src/model/item.ts";
import type { WorldTable } from "../../src/model/names.ts";
import { onlyOf } from "../../src/model/restore/parts.ts";
import { eventPartition, generation, memoryPartition } from "../../src/model/world/keys.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { dyingAt } from "../worlds/dying-at.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot, undo } from "../worlds/restoring.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { agentId, agentRow, eventRow, memoryRow, objectRow, putAll, seedWorld } from "../worlds/small-world.ts";
import { readSnapshot } from "../worlds/snapshot-rows.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;
afterEach(() => place.fault({ clear: "true" }));

const parts = ["agents", "memories", "objects", "events"] as const;
const memories = 6;

/** A snapshot at tick 6, then three conversations and another object, and the world is paused. Returns both snapshots' IDs. */
async function lived(worldId: string, ticks = 3) {
  await seedWorld(data, { worldId, memories });
  const early = (await takeSnapshot(data, { worldId })).snapshot;
  const engine = await smallEngine(data, worldId, { memories });
  for (let tick = 0; tick < ticks; tick += 1) expect(await engine.step()).toBe("committed");
  await data.rows().put("WorldObjects", [objectRow(generation(worldId, 1), "o-new", memories + ticks)]);
  await data.rows().put("Agents", [{ g: { S: generation(worldId, 1) }, agentId: { S: `${agentId(0)}#acc#0` } }]);
  await data.worlds.setStatus(worldId, ["active"], "paused");
  const late = (await takeSnapshot(data, { worldId })).snapshot;
  return { engine, early: early.snapshotId, late: late.snapshotId };
}

const rowsOf = async (worldId: string, snapshotId: string) => (await readSnapshot(data, worldId, snapshotId)).rows;

test.each([
  { only: ["objects"] },
  { only: ["memories"] },
  { only: ["Agents", "Events"] },
  { only: ["objects,events"] },
])("in place $only are of the snapshot, the rest is as it was, and a snapshot of it is exact", async ({ only }) => {
  const worldId = `mix-${only.join("-").toLowerCase().replace(",", "-")}`;
  const { early, late } = await lived(worldId);
  const asked = onlyOf(only) ?? [];
  const [before, live] = [await rowsOf(worldId, early), await rowsOf(worldId, late)];
  const { restored } = await restoreSnapshot(data, early, { only });
  const of = (wanted: boolean) => (part: (typeof parts)[number]) => asked.includes(part) === wanted;
  for (const part of parts.filter(of(true)))
    expect([part, restored.items[part], restored.kept[part]]).toEqual([part, before[part].length, 0]);
  for (const part of parts.filter(of(false)))
    expect([part, restored.items[part], restored.kept[part]]).toEqual([part, 0, live[part].length]);
  expect(restored).toMatchObject({ mode: "replace", only: asked, status: "paused", tick: 9 });
  const seen = await takeSnapshot(data, { worldId });
  expect(seen.snapshot).toMatchObject({ consistency: "tick", warnings: [], tick: 9 });
  const after = await rowsOf(worldId, seen.snapshot.snapshotId);
  for (const part of parts) expect(after[part]).toEqual(asked.includes(part) ? before[part] : live[part]);
  const [own, was] = [after.world[0], live.world[0]];
  const { changedRows: _, ...stays } = was ?? {};
  expect(own).toEqual({ ...stays, eventCount: { N: String(after.events.length) } });
  const world = await data.worlds.get(worldId);
  expect(world).toMatchObject({ gen: 2, status: "paused", seqCommitted: numberOf(was, "seqCommitted") });
  const again = await restoreSnapshot(data, early, { only });
  expect(again.restored).toEqual({ ...restored, result: "unchanged", seconds: again.restored.seconds });
  expect(await undo(data, worldId)).toMatchObject({ result: "undone", tick: 9 });
  const back = (await takeSnapshot(data, { worldId })).snapshot;
  expect(back.contentHash).toBe((await data.catalogue.snapshot(late))?.contentHash);
  expect(await data.worlds.get(worldId)).toMatchObject({ gen: 1, status: "paused" });
});

test("a world runs on after it, and no seq is given out twice", async () => {
  const { early } = await lived("goes");
  const { seqCommitted = 0 } = (await data.worlds.get("goes")) ?? {};
  await restoreSnapshot(data, early, { only: ["agents"] });
  await data.worlds.setStatus("goes", ["paused"], "active");
  const engine = await smallEngine(data, "goes", { memories });
  expect(engine.world.seqCommitted).toBe(seqCommitted);
  expect(await engine.step()).toBe("committed");
  const { snapshot } = await takeSnapshot(data, { worldId: "goes" });
  expect(snapshot).toMatchObject({ consistency: "tick", warnings: [], tick: 10 });
});

test("a snapshot of later than the world takes it there: its tick and seq are the greater ones", async () => {
  const { early, late } = await lived("ahead");
  await restoreSnapshot(data, early);
  const { restored } = await restoreSnapshot(data, late, { only: ["agents", "memories"] });
  expect(restored).toMatchObject({ tick: 9, kept: { objects: 2, events: 4 } });
  const was = (await rowsOf("ahead", late)).world[0];
  expect(await data.worlds.get("ahead")).toMatchObject({ tick: 9, seqCommitted: numberOf(was, "seqCommitted") });
  const { snapshot } = await takeSnapshot(data, { worldId: "ahead" });
  expect(snapshot).toMatchObject({ consistency: "tick", warnings: [] });
});

test("rows that nobody has committed are not copied, however far the snapshot is ahead", async () => {
  const { early, late } = await lived("written");
  await restoreSnapshot(data, early);
  const world = await data.worlds.get("written");
  const stray = { seq: (world?.seqCommitted ?? 0) + 1, tick: (world?.tick ?? 0) + 1 };
  const g = generation("written", 2);
  await putAll(data, "Events", [eventRow(g, { ...stray, memories: [] })]);
  await putAll(data, "MemoryStreams", [memoryRow(g, { agentId: agentId(0), index: memories, ...stray })]);
  const { restored } = await restoreSnapshot(data, late, { only: ["objects"] });
  expect(restored.kept).toMatchObject({ memories: 3 * memories, events: 4 });
});

test("a new world has the parts alone, and its row counts nothing else", async () => {
  const { late } = await lived("whole");
  const source = await rowsOf("whole", late);
  for (const [as, only, counts] of [
    ["part-things", ["WorldObjects"], { agentCount: 0, eventCount: 0 }],
    ["part-minds", ["memories"], { agentCount: 3, eventCount: 0 }],
    ["part-past", ["events"], { agentCount: 0, eventCount: 7 }],
  ] as const) {
    const { restored, plan } = await restoreSnapshot(data, late, { as, only });
    expect(restored).toMatchObject({ mode: "new", status: "paused", tick: 9, undoUntil: null });
    expect(restored.kept).toEqual({ agents: 0, memories: 0, objects: 0, events: 0 });
    expect(plan.warnings).toEqual(as === "part-past" ? ["Events name agents and memories that are left out."] : []);
    const row = (await data.worlds.get(as))?.row;
    expect([numberOf(row, "agentCount"), numberOf(row, "eventCount")]).toEqual([counts.agentCount, counts.eventCount]);
    const { snapshot } = await takeSnapshot(data, { worldId: as });
    expect(snapshot).toMatchObject({ consistency: "tick", warnings: [] });
    const seen = await rowsOf(as, snapshot.snapshotId);
    for (const part of parts) expect(seen[part]).toEqual(restored.items[part] === 0 ? [] : source[part]);
    expect((await restoreSnapshot(data, late, { as, only })).restored.result).toBe("unchanged");
    await expect(restoreSnapshot(data, late, { as })).rejects.toMatchObject({ code: "refused" });
  }
});

test("a world that runs is refused; so is one of another calendar", async () => {
  await seedWorld(data, { worldId: "runs", memories });
  const { snapshot } = await takeSnapshot(data, { worldId: "runs" });
  await expect(restoreSnapshot(data, snapshot.snapshotId, { only: ["objects"] })).rejects.toMatchObject({
    code: "refused",
    hint: "gworld worlds pause runs -e dev",
  });
  expect(await data.catalogue.restores("runs")).toEqual([]);
  await data.worlds.remove("runs");
  await seedWorld(data, { worldId: "runs", memories, status: "paused", row: { secondsPerTick: { N: "10" } } });
  await expect(restoreSnapshot(data, snapshot.snapshotId, { only: ["objects"] })).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("another calendar"),
    hint: expect.stringContaining("--as runs-parts -e dev --only objects"),
  });
});

test("a chunk that is missing matters only to the parts it is of", async () => {
  const { early } = await lived("torn");
  const archive = await data.archive();
  const { manifest } = await readSnapshot(data, "torn", early);
  const lost = manifest.chunks.filter(({ part }) => part === "memories");
  await archive.removeChunks("torn", lost);
  await expect(restoreSnapshot(data, early, { only: ["agents"] })).rejects.toMatchObject({ code: "unverified" });
  expect((await restoreSnapshot(data, early, { only: ["objects"] })).restored.items.objects).toBe(2);
});

/** Fails at the n-th call of any port that a restore goes through. */
function failing(at: number): { data: WorldData; stopped: () => boolean } {
  const other = place.other();
  const { dying, stopped } = dyingAt(at);
  const { catalogue, worlds } = other;
  return {
    stopped,
    data: {
      ...other,
      rows: (limits) => {
        const rows = other.rows(limits);
        return {
          ...rows,
          put: dying((...args: Parameters<typeof rows.put>) => rows.put(...args)),
          page: dying((...args: Parameters<typeof rows.page>) => rows.page(...args)),
        };
      },
      worlds: { ...worlds, get: dying((...args: Parameters<typeof worlds.get>) => worlds.get(...args)) },
      catalogue: {
        ...catalogue,
        claim: dying((...args: Parameters<typeof catalogue.claim>) => catalogue.claim(...args)),
        addLoaded: dying((...args: Parameters<typeof catalogue.addLoaded>) => catalogue.addLoaded(...args)),
        flip: dying((...args: Parameters<typeof catalogue.flip>) => catalogue.flip(...args)),
      },
    },
  };
}

/** All rows that a small world shows, without their generation. */
async function shown(worldId: string) {
  const world = await data.worlds.get(worldId);
  const g = generation(worldId, world?.gen ?? 0);
  const of = async (table: WorldTable, partition: string) =>
    JSON.stringify((await data.rows().page({ table, partition: `${g}${partition}` })).items).replaceAll(g, "");
  const minds = [0, 1, 2].map((index) => of("MemoryStreams", memoryPartition(agentId(index), 0)));
  const kept = [of("Agents", ""), ...minds, of("Events", eventPartition(0, 0))];
  return { objects: await of("WorldObjects", ""), kept: await Promise.all(kept), tick: world?.tick };
}

test("stopped anywhere and run again it converges; the world is as it was until then", async () => {
  const { early } = await lived("dies", 1);
  const live = await shown("dies");
  let at = 1;
  // Every third call: there are some fifty, many of them alike, and each costs two restores.
  for (; ; at += 3) {
    const dying = failing(at);
    const first = await restoreSnapshot(dying.data, early, { only: ["objects"] }).catch((error: unknown) => error);
    if (!dying.stopped()) break;
    expect(first).toBeInstanceOf(Error);
    const midway = await shown("dies");
    const flipped = midway.objects !== live.objects;
    expect(midway).toEqual({ ...live, objects: midway.objects });
    const { restored } = await restoreSnapshot(data, early, { only: ["objects"] });
    expect(restored).toMatchObject({ result: flipped ? "unchanged" : "restored", items: { objects: 2 } });
    expect(restored.kept).toEqual({ agents: 4, memories: 3 * memories + 2, objects: 0, events: 5 });
    expect(await shown("dies")).toEqual({ ...live, objects: expect.not.stringContaining("o-new") });
    await undo(data, "dies");
    expect(await shown("dies")).toEqual(live);
  }
  expect(at).toBeGreaterThan(20);
}, 120_000);

test("while one is under way, other parts of the same snapshot are refused with the command that goes on", async () => {
  const { early } = await lived("other", 1);
  await expect(restoreSnapshot(failing(12).data, early, { only: ["objects"] })).rejects.toThrow("killed");
  expect((await data.worlds.get("other"))?.restoring).toBeDefined();
  for (const only of [["events"], []])
    await expect(restoreSnapshot(data, early, { only })).rejects.toMatchObject({
      code: "locked",
      message: expect.stringContaining(`from ${early} (only objects) already`),
      hint: expect.stringContaining(`gworld restore ${early} -e dev --only objects. Or drop it`),
    });
  const { restored } = await restoreSnapshot(data, early, { only: ["objects"], as: "other" });
  expect(restored).toMatchObject({ result: "restored", mode: "replace" });
});

/** Does something to the world once, when the first row of what stays has been copied. */
function meanwhile(act: () => Promise<unknown>): WorldData {
  const other = place.other();
  let left = true;
  return {
    ...other,
    rows: (limits) => {
      const rows = other.rows(limits);
      return {
        ...rows,
        put: async (...args) => {
          const units = await rows.put(...args);
          if (left && args[0] === "Events") {
            left = false;
            await act();
          }
          return units;
        },
      };
    },
  };
}

test("a commit while it is copied makes it fail, and nothing of the commit is lost", async () => {
  const { early, engine } = await lived("moves", 3);
  const acting = meanwhile(async () => {
    await data.worlds.setStatus("moves", ["paused"], "active");
    expect(await engine.step()).toBe("committed");
    await data.worlds.setStatus("moves", ["active"], "paused");
  });
  await expect(restoreSnapshot(acting, early, { only: ["objects"] })).rejects.toMatchObject({
    code: "locked",
    message: expect.stringContaining("was committed to while"),
  });
  const world = await data.worlds.get("moves");
  expect(world).toMatchObject({ gen: 1, tick: 10, restoring: undefined, status: "paused" });
  const { restored } = await restoreSnapshot(data, early, { only: ["objects"] });
  expect(restored).toMatchObject({ result: "restored", tick: 10, kept: { memories: 18 + 8, events: 8 } });
  expect((await data.catalogue.restores("moves")).map(({ state }) => state)).toEqual(["COMPLETE", "ABORTED"]);
  for (const [table, partition] of [
    ["Agents", ""],
    ["WorldObjects", ""],
    ["MemoryStreams", memoryPartition(agentId(0), 0)],
    ["Events", eventPartition(0, 0)],
  ] as const)
    expect((await data.rows().page({ table, partition: `${generation("moves", 2)}${partition}` })).items).toEqual([]);
});

test("one that was cut off begins anew where the world has moved on since: what was copied then is not shown", async () => {
  const { early } = await lived("stale", 3);
  const dead = meanwhile(() => Promise.reject(new Error("killed")));
  await expect(restoreSnapshot(dead, early, { only: ["objects"] })).rejects.toThrow("killed");
  await data.worlds.setStatus("stale", ["paused"], "active");
  await expect(restoreSnapshot(data, early, { only: ["objects"] })).rejects.toMatchObject({ code: "refused" });
  const engine = await smallEngine(data, "stale", { memories });
  // Somebody takes an agent away, and with it what it remembers.
  const gone = { pk: generation("stale", 1), sk: `${agentId(0)}#acc#0` };
  await data.rows().remove("Agents", [gone]);
  await data.rows().put("Agents", [agentRow(generation("stale", 1), "a-new", { memoryCount: 0, tick: 9 })]);
  expect(engine.world.epoch).toBeGreaterThan(1);
  await data.worlds.setStatus("stale", ["active"], "paused");
  const { restored, events } = await restoreSnapshot(data, early, { only: ["objects"] });
  expect(restored).toMatchObject({ result: "restored", kept: { agents: 4 } });
  expect(events.map((event) => (event.kind === "note" ? event.text : ""))).toContainEqual(
    expect.stringContaining("has moved on since"),
  );
  expect(await data.worlds.get("stale")).toMatchObject({ gen: 3, status: "paused" });
  const { items } = await data.rows().page({ table: "Agents", partition: generation("stale", 2) });
  expect(items).toEqual([]);
});

test("throttled calls and cut connections only take longer", async () => {
  const { early, late } = await lived("slow");
  await place.fault({ service: "dynamodb", probability: 0.1, seed: 7, code: "ThrottlingException" });
  await place.fault({ service: "dynamodb", operation: "BatchWriteItem", nth: 2, times: 1, cut: "response" });
  await restoreSnapshot(data, early, { only: ["objects"] });
  await place.fault({ clear: "true" });
  const { snapshot } = await takeSnapshot(data, { worldId: "slow" });
  const [after, live] = [await rowsOf("slow", snapshot.snapshotId), await rowsOf("slow", late)];
  expect({ ...after, objects: [], world: [] }).toEqual({ ...live, objects: [], world: [] });
});
