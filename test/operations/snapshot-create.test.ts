import { expect, test } from "vitest";
import { archiveKeys } from "../../src/aws/archive-keys.ts";
import type { Chunk } from "../../src/model/archive/manifest.ts";
import { bucketName } from "../../src/model/names.ts";
import { generation } from "../../src/model/world/keys.ts";
import { hurried } from "../worlds/bulk-loading.ts";
import { worldPlace } from "../worlds/place.ts";
import { inexactness, readSnapshot } from "../worlds/snapshot-rows.ts";
import { agentId, agentRow, memoryRow, objectRow, putAll, seedWorld } from "../worlds/small-world.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;

test("a snapshot holds every row of its tick, and its manifest and entry say so", async () => {
  await seedWorld(data, { worldId: "whole", memories: 40 });
  const { snapshot } = await takeSnapshot(data, { worldId: "whole", name: "first", labels: { reason: "test" } });
  expect(snapshot).toMatchObject({
    worldId: "whole",
    state: "COMPLETE",
    consistency: "tick",
    tick: 40,
    items: { agents: 3, memories: 120, objects: 2, events: 4 },
    parent: null,
    warnings: [],
    name: "first",
  });
  expect(snapshot.newBytes).toBe(snapshot.storedBytes);
  const read = await readSnapshot(data, "whole", snapshot.snapshotId);
  expect(inexactness(read)).toEqual([]);
  expect(read.rows.agents[0]?.["g"]).toEqual({ S: "" });
  expect(await data.catalogue.snapshot(snapshot.snapshotId)).toMatchObject({ state: "COMPLETE", name: "first" });
  expect(await data.catalogue.lease("whole", "archive")).toBeUndefined();
  expect((await data.worlds.get("whole"))?.fence).toBeUndefined();
});

test("a second snapshot of one more percent of memories stores a twentieth of the first at most", async () => {
  const [agents, memories] = [3, 150];
  await seedWorld(data, { worldId: "grows", agents, memories, dims: 256, objects: 2 });
  const first = (await takeSnapshot(data, { worldId: "grows" })).snapshot;
  const engine = await smallEngine(data, "grows", { memories });
  for (let tick = 0; tick < 2; tick += 1) expect(await engine.step()).toBe("committed");
  const second = (await takeSnapshot(data, { worldId: "grows" })).snapshot;
  expect(second).toMatchObject({ parent: first.snapshotId, items: { memories: agents * memories + 4, events: 6 } });
  expect(second.newBytes).toBeLessThanOrEqual((first.newBytes ?? 0) / 20);
  const full = (await takeSnapshot(data, { worldId: "grows", full: true })).snapshot;
  expect(full).toMatchObject({ parent: null, contentHash: second.contentHash });
  expect(inexactness(await readSnapshot(data, "grows", second.snapshotId))).toEqual([]);
});

test("while an engine commits, snapshots are exact and the world hardly waits", async () => {
  await seedWorld(data, { worldId: "runs", memories: 20 });
  const engine = await smallEngine(data, "runs", { memories: 20 });
  engine.run(25);
  try {
    for (let round = 0; round < 3; round += 1) {
      const { snapshot } = await takeSnapshot(data, { worldId: "runs" });
      expect(snapshot).toMatchObject({ consistency: "tick", warnings: [] });
      expect(inexactness(await readSnapshot(data, "runs", snapshot.snapshotId))).toEqual([]);
    }
  } finally {
    await engine.stop();
  }
});

test("a world that stands still between two commits never waits, and its row is not touched", async () => {
  await seedWorld(data, { worldId: "calm", memories: 4 });
  const engine = await smallEngine(data, "calm", { memories: 4 });
  let commits = 0;
  const whileRead = committing("Agents", async () => {
    // The first look is overtaken by a commit, the second is not.
    if (commits === 0) await engine.step();
    commits += 1;
  });
  const before = (await data.worlds.get("calm"))?.tick ?? 0;
  const { snapshot, events } = await takeSnapshot(whileRead, { worldId: "calm" });
  expect(snapshot).toMatchObject({ consistency: "tick", tick: before + 1, pauseMs: 0, warnings: [] });
  expect(commits).toBe(2);
  expect(events.filter(({ kind }) => kind === "fenced")).toEqual([]);
  expect(inexactness(await readSnapshot(data, "calm", snapshot.snapshotId))).toEqual([]);
});

test("a world that never stands still is held off, and its engine commits what it holds afterwards", async () => {
  await seedWorld(data, { worldId: "busy", memories: 4 });
  const engine = await smallEngine(data, "busy", { memories: 4 });
  let held: Promise<unknown> | undefined;
  const whileRead = committing("Agents", async () => {
    const fenced = (await data.worlds.get("busy"))?.fence !== undefined;
    if (fenced) held ??= engine.step();
    else await engine.step();
  });
  const { snapshot, events } = await takeSnapshot(whileRead, { worldId: "busy" });
  expect(snapshot).toMatchObject({ consistency: "tick", warnings: [] });
  expect(snapshot.pauseMs).toBeGreaterThan(0);
  expect(events.filter(({ kind }) => kind === "fenced")).toHaveLength(1);
  expect(await held).toBe("committed");
  expect((await data.worlds.get("busy"))?.tick).toBe((snapshot.tick ?? 0) + 1);
  expect(inexactness(await readSnapshot(data, "busy", snapshot.snapshotId))).toEqual([]);
});

test("rows of a tick that are not to be seen yet are waited for, or the snapshot is fuzzy", async () => {
  await seedWorld(data, { worldId: "half", memories: 4 });
  const engine = await smallEngine(data, "half", { memories: 4 });
  await engine.step();
  const lateFor = (looks: number): typeof data => ({
    ...data,
    rows(limits) {
      const rows = data.rows(limits);
      let look = 0;
      return {
        ...rows,
        async page(query, signal) {
          const page = await rows.page(query, signal);
          if (query.table !== "Agents" || query.partition.endsWith("@0")) return page;
          look += 1;
          return look > looks ? page : { ...page, items: page.items.slice(0, -1) };
        },
      };
    },
  });
  const late = (await takeSnapshot(lateFor(2), { worldId: "half" }, {}, hurried)).snapshot;
  expect(late).toMatchObject({ consistency: "tick", items: { agents: 3 }, pauseMs: 0, warnings: [] });
  const never = (await takeSnapshot(lateFor(100), { worldId: "half" }, {}, hurried)).snapshot;
  expect(never).toMatchObject({ consistency: "fuzzy" });
  expect(never.warnings[0]).toContain("changedRows");
});

/** The same data, where something is done each time before rows of a table are read. */
function committing(table: string, first: () => Promise<void>): typeof data {
  return {
    ...data,
    rows(limits) {
      const rows = data.rows(limits);
      return {
        ...rows,
        async page(query, signal) {
          // Handshakes ask a generation that never is.
          if (query.table === table && !query.partition.endsWith("@0")) await first();
          return rows.page(query, signal);
        },
      };
    },
  };
}

test("quiesce holds the world until all is read", async () => {
  await seedWorld(data, { worldId: "held", memories: 20 });
  const engine = await smallEngine(data, "held", { memories: 20 });
  engine.run(25);
  try {
    const { snapshot } = await takeSnapshot(data, { worldId: "held", consistency: "quiesce" });
    expect(snapshot).toMatchObject({ consistency: "quiesce", warnings: [] });
    expect(inexactness(await readSnapshot(data, "held", snapshot.snapshotId))).toEqual([]);
  } finally {
    await engine.stop();
  }
  expect((await data.worlds.get("held"))?.fence).toBeUndefined();
});

test("rows that no commit covers are left out", async () => {
  await seedWorld(data, { worldId: "ahead", memories: 4 });
  const g = generation("ahead", 1);
  await data.rows().put("MemoryStreams", [memoryRow(g, { agentId: agentId(0), index: 4, seq: 900, tick: 5 })]);
  const { snapshot } = await takeSnapshot(data, { worldId: "ahead" });
  expect(snapshot).toMatchObject({ consistency: "tick", items: { memories: 12 } });
});

test("an engine that commits through the fence makes the snapshot fuzzy", async () => {
  await seedWorld(data, { worldId: "deaf", memories: 4 });
  let tick = 100;
  const deaf = committing("Agents", () => advance("deaf", (tick += 1)));
  const { snapshot, events } = await takeSnapshot(deaf, { worldId: "deaf" }, {}, hurried);
  expect(snapshot).toMatchObject({ consistency: "fuzzy", pauseMs: 0, state: "COMPLETE" });
  expect(snapshot.warnings).toEqual([expect.stringContaining("does not honour")]);
  expect(events.filter(({ kind }) => kind === "fenced")).toHaveLength(3);
  expect((await data.worlds.get("deaf"))?.fence).toBeUndefined();
});

async function advance(worldId: string, tick: number) {
  const client = await place.clients.dynamoDb();
  await client.updateItem({
    TableName: `gworld-${place.environment}-Worlds`,
    Key: { worldId: { S: worldId } },
    UpdateExpression: "SET tick = :t",
    ExpressionAttributeValues: { ":t": { N: String(tick) } },
  });
}

test("a row that is newer than the world's tick makes the snapshot fuzzy and is named", async () => {
  await seedWorld(data, { worldId: "beside", memories: 4 });
  await data.rows().put("WorldObjects", [objectRow(generation("beside", 1), "o-1", 77)]);
  const { snapshot } = await takeSnapshot(data, { worldId: "beside" });
  expect(snapshot.consistency).toBe("fuzzy");
  expect(snapshot.warnings).toEqual([expect.stringContaining("objects o-1")]);
});

test("memories that were lost since the parent are noticed by reading the partition whole", async () => {
  await seedWorld(data, { worldId: "loses", memories: 4 });
  await takeSnapshot(data, { worldId: "loses" });
  const g = generation("loses", 1);
  await data.rows().put("Agents", [agentRow(g, agentId(0), { memoryCount: 3, tick: 4 })]);
  await data.rows().remove("MemoryStreams", [{ pk: `${g}#${agentId(0)}#0`, sk: "000000000001" }]);
  const { snapshot } = await takeSnapshot(data, { worldId: "loses" });
  expect(snapshot).toMatchObject({ consistency: "tick", items: { memories: 11 }, warnings: [] });
});

test("agents that count wrong make the snapshot fuzzy", async () => {
  await seedWorld(data, { worldId: "miscounts", memories: 4 });
  await data.rows().put("Agents", [agentRow(generation("miscounts", 1), agentId(1), { memoryCount: 6, tick: 4 })]);
  const { snapshot } = await takeSnapshot(data, { worldId: "miscounts" });
  expect(snapshot.consistency).toBe("fuzzy");
  expect(snapshot.warnings).toEqual(["Memories are not as many as agents count: a-001 has 4 of 6."]);
});

test("a world without commit record refuses tick and takes fuzzy, also of buckets nobody counts", async () => {
  const foreign = { worldId: "foreign", row: { seqCommitted: undefined } };
  await seedWorld(data, { ...foreign, memories: 4 });
  const g = generation("foreign", 1);
  await putAll(data, "MemoryStreams", [memoryRow(g, { agentId: agentId(2), index: 8_192, seq: 901, tick: 4 })]);
  await expect(takeSnapshot(data, { worldId: "foreign" })).rejects.toMatchObject({
    code: "refused",
    hint: expect.stringContaining("--consistency fuzzy"),
  });
  await expect(takeSnapshot(data, { worldId: "foreign", consistency: "quiesce" })).rejects.toMatchObject({
    code: "refused",
    hint: "Pause it first: gworld worlds pause foreign",
  });
  const { snapshot } = await takeSnapshot(data, { worldId: "foreign", consistency: "fuzzy" });
  expect(snapshot).toMatchObject({ consistency: "fuzzy", items: { memories: 13 }, warnings: [] });
  await data.worlds.setStatus("foreign", ["active"], "paused");
  const still = (await takeSnapshot(data, { worldId: "foreign", consistency: "quiesce" })).snapshot;
  expect(still.consistency).toBe("quiesce");
});

test.each(["creating", "restoring", "deleting"] as const)("a world that is %s is refused", async (status) => {
  const worldId = `is-${status}`;
  await seedWorld(data, { worldId, memories: 1 });
  await data.worlds.setStatus(worldId, ["active"], status);
  await expect(takeSnapshot(data, { worldId })).rejects.toMatchObject({ code: "refused" });
});

test("a world that is not there names the nearest", async () => {
  await expect(takeSnapshot(data, { worldId: "whol" })).rejects.toMatchObject({
    code: "notFound",
    hint: "Did you mean whole?",
  });
});

test("a chunk that has gone from the archive is stored again by the next snapshot", async () => {
  await seedWorld(data, { worldId: "heals", memories: 20 });
  const first = (await takeSnapshot(data, { worldId: "heals" })).snapshot;
  const { manifest } = await readSnapshot(data, "heals", first.snapshotId);
  const gone = manifest.chunks.filter(({ part }) => part === "memories").slice(0, 1);
  const archive = await data.archive();
  await archive.removeChunks("heals", gone);
  const second = (await takeSnapshot(data, { worldId: "heals" })).snapshot;
  expect(second.contentHash).toBe(first.contentHash);
  expect(inexactness(await readSnapshot(data, "heals", second.snapshotId))).toEqual([]);
  expect(second.newBytes).toBe(gone[0]?.storedBytes);
});

test("IDs beyond the first 65,536 characters are sealed in DynamoDB's order, chunk by chunk and agent by agent", async () => {
  await seedWorld(data, { worldId: "wide", agents: 0, objects: 0, memories: 0, events: 0 });
  const g = generation("wide", 1);
  // UTF-16 has the key before the letter, UTF-8 behind it.
  const [letter, key] = ["\uFF21", "\u{1F5DD}"];
  for (const agent of [letter, key]) {
    await putAll(data, "Agents", [agentRow(g, agent, { memoryCount: 1, tick: 1 })]);
    await putAll(data, "MemoryStreams", [memoryRow(g, { agentId: agent, index: 0, seq: 0, tick: 1 })]);
  }
  const bulk = { S: "x".repeat(390_000) };
  const objects = [letter, key].flatMap((id) =>
    Array.from({ length: 13 }, (_, index) => ({ ...objectRow(g, `${id}${index}`, 1), bulk })),
  );
  await putAll(data, "WorldObjects", objects);
  const { snapshot } = await takeSnapshot(data, { worldId: "wide" });
  const { manifest } = await readSnapshot(data, "wide", snapshot.snapshotId);
  const of = (part: string) => manifest.chunks.filter((chunk) => chunk.part === part);
  expect(of("objects").map(({ from }) => from)).toEqual([`${letter}0`, expect.stringContaining(key)]);
  expect(of("memories").map(({ partition }) => partition)).toEqual([`#${letter}#0`, `#${key}#0`]);
});

test("a chunk that was written over in the archive is stored anew by a full snapshot, which then restores", async () => {
  await seedWorld(data, { worldId: "mends", memories: 20 });
  const first = (await takeSnapshot(data, { worldId: "mends" })).snapshot;
  const [chunk] = (await readSnapshot(data, "mends", first.snapshotId)).manifest.chunks.slice(-1);
  await overwrite("mends", chunk, (body) => body.map((byte, at) => (at === body.length - 5 ? byte ^ 1 : byte)));
  const full = (await takeSnapshot(data, { worldId: "mends", full: true })).snapshot;
  expect(full).toMatchObject({ state: "COMPLETE", contentHash: first.contentHash, newBytes: chunk?.storedBytes });
  for (const { snapshotId } of [first, full])
    expect((await restoreSnapshot(data, snapshotId)).restored.result).toBe("restored");
});

test("a chunk of the parent that was cut off is not relied on", async () => {
  await seedWorld(data, { worldId: "leans", memories: 20 });
  const first = (await takeSnapshot(data, { worldId: "leans" })).snapshot;
  const { manifest } = await readSnapshot(data, "leans", first.snapshotId);
  const chunk = manifest.chunks.find(({ part }) => part === "memories");
  await overwrite("leans", chunk, (body) => body.subarray(0, -20));
  const second = (await takeSnapshot(data, { worldId: "leans" })).snapshot;
  expect(second).toMatchObject({ parent: first.snapshotId, newBytes: chunk?.storedBytes });
  expect(inexactness(await readSnapshot(data, "leans", second.snapshotId))).toEqual([]);
});

test("a parent whose manifest was changed or torn is told of and not relied on", async () => {
  await seedWorld(data, { worldId: "torn" });
  const archive = await data.archive();
  for (const change of [(text: string) => text.slice(1), (text: string) => text.replace('"tick":5', '"tick":4')]) {
    const parent = (await takeSnapshot(data, { worldId: "torn" })).snapshot;
    const text = (await archive.manifest("torn", parent.snapshotId)) ?? "";
    await archive.removeManifest("torn", parent.snapshotId);
    await archive.putManifest("torn", parent.snapshotId, change(text));
    const { snapshot, events } = await takeSnapshot(data, { worldId: "torn" });
    expect(snapshot).toMatchObject({ state: "COMPLETE", parent: null });
    expect(events).toContainEqual(
      expect.objectContaining({ kind: "warning", text: expect.stringContaining(parent.snapshotId) }),
    );
  }
});

/** Changes a stored chunk beside the archive, as somebody else would. */
async function overwrite(worldId: string, chunk: Chunk | undefined, change: (body: Uint8Array) => Uint8Array) {
  if (chunk === undefined) throw new Error("There is no such chunk.");
  const { clients, environment, account } = place;
  const body = await (await data.archive()).chunk(worldId, chunk);
  const client = await clients.s3();
  await client.putObject({
    Bucket: bucketName(environment, "snapshots", account, clients.region),
    Key: archiveKeys(environment).chunk(worldId, chunk),
    Body: change(body),
  });
}
