import { afterEach, expect, test } from "vitest";
import { systemClock } from "../../src/main/system-clock.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { worldPlace } from "../worlds/place.ts";
import { inexactness, readSnapshot } from "../worlds/snapshot-rows.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { snapshotPorts, takeSnapshot } from "../worlds/taking.ts";
import { findWorld } from "../../src/operations/find-world.ts";
import { planSnapshot } from "../../src/operations/snapshot-create.ts";
import { snapshotPlanText } from "../../src/output/snapshot-create.ts";
import { plainStyle } from "../../src/output/style.ts";

const place = await worldPlace();
const { data } = place;

afterEach(() => place.fault({ clear: "true" }));

/** Waits a fiftieth of what it is told. */
const hastyClock: Clock = {
  now: () => systemClock.now(),
  wait: (milliseconds, signal) => systemClock.wait(milliseconds / 50, signal),
};

/** The same ports with something done around each page that is read. */
const aroundPages = (ports: WorldData, around: (table: string, signal?: AbortSignal) => Promise<void>): WorldData => ({
  ...ports,
  rows: (limits) => {
    const rows = ports.rows(limits);
    return {
      ...rows,
      page: async (query, signal) => {
        await around(query.table, signal);
        return rows.page(query, signal);
      },
    };
  },
});

test.each([
  { name: "throttled", fault: { service: "dynamodb", probability: 0.3, code: "ThrottlingException" } },
  { name: "cut", fault: { probability: 0.1, cut: "response" } },
])("with calls that are $name the snapshot is whole all the same", async ({ name, fault }) => {
  await seedWorld(data, { worldId: name, agents: 1, memories: 30, events: 1 });
  await place.fault(fault);
  const { snapshot } = await takeSnapshot(data, { worldId: name });
  await place.fault({ clear: "true" });
  expect(snapshot).toMatchObject({ state: "COMPLETE", consistency: "tick", warnings: [] });
  expect(inexactness(await readSnapshot(data, name, snapshot.snapshotId))).toEqual([]);
});

test("a network that is lost ends it as resumable, with the command that goes on", async () => {
  await seedWorld(data, { worldId: "offline" });
  const lost = aroundPages(place.other(), async (table) => {
    if (table === "MemoryStreams") await place.fault({ service: "s3", cut: "request" });
  });
  await expect(takeSnapshot(lost, { worldId: "offline" })).rejects.toMatchObject({
    code: "resumable",
    hint: expect.stringContaining("gworld snapshot create offline -e dev"),
  });
  await place.fault({ clear: "true" });
  const [left] = await data.catalogue.snapshots("offline");
  const { snapshot, events } = await takeSnapshot(data, { worldId: "offline" });
  expect(snapshot).toMatchObject({ snapshotId: left?.snapshotId, state: "COMPLETE", tick: left?.cut?.tick });
  expect(events).toContainEqual(expect.objectContaining({ kind: "resuming", snapshotId: left?.snapshotId }));
  expect(snapshot.newBytes).toBe(snapshot.storedBytes);
});

test.each(["world", "agents"])("stored rows of its %s that were changed are no moment to go on from", async (part) => {
  const worldId = `spoilt-${part}`;
  await seedWorld(data, { worldId });
  const dying = aroundPages(place.other(), async (table) => {
    if (table === "Events") throw new Error("gone");
  });
  await expect(takeSnapshot(dying, { worldId })).rejects.toThrow("gone");
  const [left] = await data.catalogue.snapshots(worldId);
  const checkpoints = left === undefined ? [] : await data.catalogue.checkpoints(left);
  const [chunk] = checkpoints.flatMap((one) => (one.part === part ? one.chunks : []));
  if (chunk === undefined) throw new Error("They are stored first.");
  const archive = await data.archive();
  const body = (await archive.chunk(worldId, chunk)).map((byte, at) => (at === 15 ? byte ^ 4 : byte));
  await archive.removeChunks(worldId, [chunk]);
  await archive.putChunk(worldId, chunk, body, data.codec.sha256(body));
  const { snapshot } = await takeSnapshot(data, { worldId });
  expect(snapshot).toMatchObject({ snapshotId: left?.snapshotId, state: "COMPLETE" });
  expect(inexactness(await readSnapshot(data, worldId, snapshot.snapshotId))).toEqual([]);
});

test.each(["Agents", "MemoryStreams"])(
  "Ctrl-C while %s is read releases the fence and goes on later",
  async (table) => {
    const worldId = `stopped-${table.toLowerCase()}`;
    await seedWorld(data, { worldId });
    const person = new AbortController();
    const stopping = aroundPages(place.other(), async (read, signal) => {
      if (read !== table) return;
      person.abort();
      signal?.throwIfAborted();
    });
    await expect(takeSnapshot(stopping, { worldId }, { signal: person.signal })).rejects.toMatchObject({
      code: "interrupted",
      hint: `Go on with: gworld snapshot create ${worldId} -e dev`,
    });
    expect((await data.worlds.get(worldId))?.fence).toBeUndefined();
    expect(await data.catalogue.lease(worldId, "archive")).toBeUndefined();
    const [left] = await data.catalogue.snapshots(worldId);
    const { snapshot } = await takeSnapshot(data, { worldId });
    expect(snapshot).toMatchObject({ snapshotId: left?.snapshotId, state: "COMPLETE" });
  },
);

test("of two at once the second is told who is at work", async () => {
  await seedWorld(data, { worldId: "twice" });
  let second: unknown;
  const first = aroundPages(data, async (table) => {
    if (table === "Events")
      second = await takeSnapshot(place.other(), { worldId: "twice" }).catch((error: unknown) => error);
  });
  const { snapshot } = await takeSnapshot(first, { worldId: "twice" });
  expect(snapshot.state).toBe("COMPLETE");
  expect(second).toMatchObject({
    code: "locked",
    message: expect.stringMatching(/^twice is in use by `gworld snapshot create twice`, process \d+ on .+, for /),
  });
});

test("a holder elsewhere that shows itself is alive; one that does not is waited for", async () => {
  await seedWorld(data, { worldId: "elsewhere" });
  const far = { id: "far", host: "another-machine", pid: 7 };
  const now = Date.now();
  await data.catalogue.take("elsewhere", "archive", { holder: far, until: now + 900, doing: "prune" }, { now });
  const { snapshot, events } = await takeSnapshot(data, { worldId: "elsewhere" });
  expect(snapshot.state).toBe("COMPLETE");
  expect(events[0]).toMatchObject({ kind: "waiting", text: expect.stringContaining("process 7 on another-machine") });
});

test("a lease that is lost ends the work as locked", async () => {
  await seedWorld(data, { worldId: "robbed" });
  const robbed: WorldData = {
    ...place.other(),
    catalogue: { ...data.catalogue, renew: async () => false },
  };
  // Reading lasts until the first renewal.
  const slow = aroundPages(robbed, (table, signal) =>
    table === "Events"
      ? new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("aborted"))))
      : Promise.resolve(),
  );
  await expect(takeSnapshot(slow, { worldId: "robbed" }, {}, hastyClock)).rejects.toMatchObject({ code: "locked" });
});

test("another one that was left is finished first, with its own moment, and is not the answer", async () => {
  await seedWorld(data, { worldId: "after" });
  const dying = aroundPages(place.other(), async (table) => {
    if (table === "Events") throw new Error("gone");
  });
  await expect(takeSnapshot(dying, { worldId: "after", name: "before-upgrade" })).rejects.toThrow("gone");
  await (await smallEngine(data, "after", { memories: 5 })).step();
  const { snapshot, events } = await takeSnapshot(data, { worldId: "after", name: "after-upgrade" });
  const [second, first] = await data.catalogue.snapshots("after");
  expect(first).toMatchObject({ name: "before-upgrade", state: "COMPLETE", cut: { tick: 5 } });
  expect(second).toMatchObject({
    name: "after-upgrade",
    state: "COMPLETE",
    cut: { tick: 6 },
    parent: first?.snapshotId,
  });
  expect(snapshot.snapshotId).toBe(second?.snapshotId);
  expect(events).toContainEqual(
    expect.objectContaining({ kind: "resuming", text: expect.stringContaining("First finishing snapshot") }),
  );
});

test("the plan says of one that was cut off whether it goes on first, or in place of what is asked for", async () => {
  await seedWorld(data, { worldId: "older" });
  const dying = aroundPages(place.other(), async (table) => {
    if (table === "Events") throw new Error("gone");
  });
  await expect(takeSnapshot(dying, { worldId: "older" })).rejects.toThrow("gone");
  await (await smallEngine(data, "older", { memories: 5 })).step();
  const ports = snapshotPorts(data);
  const [left] = await data.catalogue.snapshots("older");
  const told = async (name?: string) => {
    const request = { worldId: "older", labels: {}, consistency: "tick", full: false, name } as const;
    return snapshotPlanText(await planSnapshot(ports, request, findWorld))(null, plainStyle());
  };
  const what = `snapshot ${left?.snapshotId}, which was cut off, of tick 5 at ${left?.cut?.at}`;
  expect(await told()).toContain(
    `Older: finishes ${what}, in place of a new one.\n  Without it the next is of now: gworld snapshot delete ${left?.snapshotId} -e dev`,
  );
  expect(await told("another")).toContain(`\nFinishes first ${what}.`);
  await takeSnapshot(data, { worldId: "older" });
  expect(await told()).not.toContain("cut off");
});

test("one whose moment is lost is marked as failed, and a new one is taken", async () => {
  await seedWorld(data, { worldId: "lost" });
  const dying = aroundPages(place.other(), async (table) => {
    if (table === "Events") throw new Error("gone");
  });
  await expect(takeSnapshot(dying, { worldId: "lost" })).rejects.toThrow("gone");
  const [left] = await data.catalogue.snapshots("lost");
  if (left !== undefined) await data.catalogue.removeCheckpoints(left);
  const { snapshot } = await takeSnapshot(data, { worldId: "lost" });
  expect(snapshot).toMatchObject({ state: "COMPLETE" });
  expect(await data.catalogue.snapshot(left?.snapshotId ?? "")).toMatchObject({
    state: "FAILED",
    warnings: [expect.stringContaining("cannot be finished any more")],
  });
});

test("one whose manifest is damaged is marked as failed, and does not stop the next", async () => {
  await seedWorld(data, { worldId: "torn" });
  const other = place.other();
  const dying: WorldData = {
    ...other,
    catalogue: {
      ...other.catalogue,
      changeSnapshot: async (of, from, fields) =>
        fields.state === "COMPLETE"
          ? Promise.reject(new Error("gone"))
          : other.catalogue.changeSnapshot(of, from, fields),
    },
  };
  await expect(takeSnapshot(dying, { worldId: "torn" })).rejects.toThrow("gone");
  const [left] = await data.catalogue.snapshots("torn");
  const id = left?.snapshotId ?? "";
  const archive = await data.archive();
  await archive.removeManifest("torn", id);
  await archive.putManifest("torn", id, "{");
  const { snapshot, events } = await takeSnapshot(data, { worldId: "torn" });
  expect(snapshot).toMatchObject({ state: "COMPLETE" });
  expect(snapshot.snapshotId).not.toBe(id);
  const text = expect.stringMatching(
    /The manifest is damaged: it is not JSON\. Remove it with: gworld snapshot delete /,
  );
  expect(events).toContainEqual(expect.objectContaining({ kind: "warning", text }));
  expect(await data.catalogue.snapshot(id)).toMatchObject({ state: "FAILED", warnings: [text] });
});
