import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  changedFields,
  noChanges,
  plus,
  totalOf,
  type Change,
  type Changes,
} from "../../src/model/snapshot/changes.ts";
import { agentOf } from "../../src/model/snapshot/partitions.ts";
import { openSnapshot, type Open } from "../../src/operations/open-snapshot.ts";
import { diffSnapshots } from "../../src/operations/snapshot-diff.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import { drawnCuts, drawnRows, itemOf, sealed, type DrawnRow } from "../worlds/drawn.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { snapshotPorts, takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;

interface Wish {
  readonly own?: WorldData;
  readonly open?: Open;
  readonly agentId?: string;
  readonly signal?: AbortSignal;
}

/** Compares as the command does. */
const diff = (a: string, b: string, { own = data, open = openSnapshot, agentId, signal }: Wish = {}) =>
  diffSnapshots(
    snapshotPorts(own),
    { a, b, agentId },
    { open, signal: signal ?? new AbortController().signal, report: () => undefined },
  );

const changeOf = ({ a, b }: DrawnRow): Change | undefined =>
  a === b ? undefined : a === 0 ? "added" : b === 0 ? "removed" : "changed";

/** What differs, row by row. */
function naive(rows: readonly DrawnRow[]) {
  const count = (of: (row: DrawnRow) => boolean) =>
    rows.filter(of).reduce<Changes>((sum, row) => {
      const change = changeOf(row);
      return change === undefined ? sum : plus(sum, change, 1);
    }, noChanges);
  const fields = (row: DrawnRow) => changedFields(itemOf(row, row.a), itemOf(row, row.b));
  const agentIds = rows.flatMap(({ part, partition, key }) =>
    part === "agents" ? [key.split("#")[0] ?? ""] : part === "memories" ? [agentOf(partition)] : [],
  );
  const agents = [...new Set(agentIds)].map((agentId) => {
    const own = rows.find(({ part, key }) => part === "agents" && key === agentId);
    const pages = rows.filter((row) => row.part === "agents" && row.key.startsWith(`${agentId}#`) && changeOf(row));
    const change = own && changeOf(own);
    const fromPages =
      change === "added" || change === "removed" ? [] : pages.map(({ key }) => key.slice(agentId.length));
    return {
      agentId,
      change: change ?? (pages.length > 0 ? "changed" : "same"),
      fields: [...(own !== undefined && change === "changed" ? fields(own) : []), ...fromPages],
      memories: count(({ part, partition }) => part === "memories" && agentOf(partition) === agentId),
    };
  });
  const part = (name: string) => count((row) => row.part === name);
  const world = rows.find((row) => row.part === "world");
  return {
    parts: { agents: part("agents"), memories: part("memories"), objects: part("objects"), events: part("events") },
    agents: agents.filter(({ change, memories }) => change !== "same" || totalOf(memories) > 0),
    world: { fields: world && changeOf(world) ? fields(world) : [] },
  };
}

test("what differs is what differs row by row, however both sides are cut, and equal chunks are not read", async () => {
  await fc.assert(
    fc.asyncProperty(drawnRows, drawnCuts, drawnCuts, async (rows, cutsA, cutsB) => {
      const a = await sealed(rows, { side: "a", cuts: cutsA, data });
      const b = await sealed(rows, { side: "b", cuts: cutsB, data });
      const knowsAnn = [a, b].some(({ manifest }) => "ann" in manifest.memories);
      const open: Open = async (_, id) => (id === "a" ? a : b);
      const found = await diff("a", "b", { open, ...(knowsAnn && { agentId: "ann" }) });
      const wanted = naive(rows);
      expect(found).toMatchObject({ parts: wanted.parts, world: wanted.world });
      expect(found.same).toBe(rows.every((row) => row.a === row.b));
      expect(found.agents).toHaveLength(wanted.agents.length);
      expect(found.agents).toEqual(expect.arrayContaining(wanted.agents));
      const notes = rows.filter((row) => row.partition.startsWith("#ann#") && changeOf(row));
      expect(found.agent?.memories.map(({ change, seq }) => `${seq} ${change}`) ?? []).toEqual(
        notes.map((row) => `${row.key} ${changeOf(row) ?? ""}`).sort(),
      );
      for (const [side, other] of [
        [a, b],
        [b, a],
      ] as const) {
        const theirs = new Set(other.manifest.chunks.map(({ part, partition, sha256 }) => part + partition + sha256));
        expect(side.fetched.filter(({ part, partition, sha256 }) => theirs.has(part + partition + sha256))).toEqual([]);
        expect(new Set(side.fetched).size).toBe(side.fetched.length);
      }
    }),
    { numRuns: 150 },
  );
});

/** The same environment; tells which parts' chunks are read. */
function counting() {
  const parts: string[] = [];
  const own: WorldData = {
    ...place.other(),
    archive: async () => {
      const archive = await data.archive();
      return {
        ...archive,
        chunk: (worldId, chunk) => {
          parts.push("part" in chunk ? String(chunk.part) : "?");
          return archive.chunk(worldId, chunk);
        },
      };
    },
  };
  return { own, parts };
}

async function story(worldId: string, ticks: number) {
  await seedWorld(data, { worldId });
  const first = (await takeSnapshot(data, { worldId })).snapshot.snapshotId;
  const engine = await smallEngine(data, worldId, { memories: 5 });
  for (let tick = 0; tick < ticks; tick += 1) await engine.step();
  return { first, second: (await takeSnapshot(data, { worldId })).snapshot.snapshotId };
}

test("of a world that went on, what has come is told, and memories and events that came are not even read", async () => {
  const { first, second } = await story("went-on", 2);
  const { own, parts } = counting();
  const found = await diff(first, second.toLowerCase(), { own });
  expect(found).toMatchObject({
    same: false,
    a: { snapshotId: first, worldId: "went-on", tick: 5, items: { memories: 15 } },
    b: { snapshotId: second, tick: 7, items: { memories: 19 } },
    parts: {
      agents: { added: 0, changed: 3, removed: 0 },
      memories: { added: 4, changed: 0, removed: 0 },
      objects: noChanges,
      events: { added: 2, changed: 0, removed: 0 },
    },
    agent: null,
  });
  expect(found.world.fields).toEqual(expect.arrayContaining(["seqCommitted", "tick"]));
  expect(found.agents[0]).toEqual({
    agentId: "a-000",
    change: "changed",
    fields: ["memoryCount", "state.mood", "tick"],
    memories: { added: 2, changed: 0, removed: 0 },
  });
  expect(parts.toSorted()).toEqual(["agents", "agents", "world", "world"]);
  const back = await diff(second, first);
  expect(back.parts.memories).toEqual({ added: 0, changed: 0, removed: 4 });
});

test("an agent's new memories are told in their order, with their texts", async () => {
  const { first, second } = await story("remembers", 3);
  const { agent } = await diff(first, second, { agentId: "a-000" });
  expect(agent).toMatchObject({ agentId: "a-000", more: 0 });
  expect(agent?.memories).toEqual([
    {
      change: "added",
      seq: expect.any(String),
      tick: 6,
      type: "observation",
      importance: expect.any(Number),
      text: "a-000 remembers the 5th thing",
    },
    expect.objectContaining({ text: "a-000 remembers the 6th thing" }),
  ]);
  await expect(diff(first, second, { agentId: "a-00" })).rejects.toMatchObject({
    code: "notFound",
    hint: "Did you mean a-000?",
  });
});

test("a snapshot is the same as itself, as one of the copy it was restored to, and as one that was read whole", async () => {
  await seedWorld(data, { worldId: "original", status: "paused" });
  const { snapshotId } = (await takeSnapshot(data, { worldId: "original" })).snapshot;
  await restoreSnapshot(data, snapshotId, { as: "copy" });
  const copy = (await takeSnapshot(data, { worldId: "copy" })).snapshot;
  const { own, parts } = counting();
  expect(await diff(snapshotId, snapshotId, { own })).toMatchObject({ same: true, agents: [], world: { fields: [] } });
  expect(await diff(snapshotId, copy.snapshotId, { own })).toMatchObject({ same: true, b: { worldId: "copy" } });
  expect(parts).toEqual([]);
});

test("what cannot be compared is said as everywhere", async () => {
  const { first, second } = await story("broken", 1);
  const archive = await data.archive();
  await expect(diff(first, data.ids.next())).rejects.toMatchObject({ code: "notFound" });
  const entry = await data.catalogue.snapshot(second);
  if (entry === undefined) throw new Error("There is one.");
  const unfinished = data.ids.next();
  const createdAt = new Date(data.ids.momentOf(unfinished)).toISOString();
  await data.catalogue.addSnapshot({ ...entry, snapshotId: unfinished, createdAt, state: "CREATING" });
  await expect(diff(first, unfinished)).rejects.toMatchObject({
    code: "refused",
    hint: "Finish it: gworld snapshot create broken -e dev",
  });
  const lacking: WorldData = { ...data, codec: { ...data.codec, supports: () => false } };
  await expect(diff(first, second, { own: lacking })).rejects.toMatchObject({ code: "usage" });
  expect(await diff(first, first, { own: lacking })).toMatchObject({ same: true });
  const { manifest, text } = await openSnapshot(snapshotPorts(data), second, "read");
  const agents = manifest.chunks.find(({ part }) => part === "agents");
  if (agents === undefined) throw new Error("There are agents.");
  const body = await archive.chunk("broken", agents);
  await archive.removeChunks("broken", [agents]);
  await expect(diff(first, second)).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringMatching(
      new RegExp(`^${second} is damaged: the chunk \\w+ \\(agents, a-000 to a-002\\): it is missing`),
    ),
    hint: `See all that is damaged: gworld snapshot verify ${second}`,
  });
  const flawed = Uint8Array.from(body, (byte, index) => (index === 40 ? byte ^ 4 : byte));
  await archive.putChunk("broken", agents, flawed, data.codec.sha256(flawed));
  await expect(diff(first, second)).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringContaining("does not unpack to what it should"),
  });
  const newer = text.replace('"formatVersion":"1.0"', '"formatVersion":"2.0"');
  await archive.removeManifest("broken", second);
  await expect(diff(first, second)).rejects.toMatchObject({
    code: "unverified",
    message: expect.stringContaining("not in s3://"),
  });
  await archive.putManifest("broken", second, newer);
  await expect(diff(first, second)).rejects.toMatchObject({
    message: expect.stringContaining("not the one that was written"),
  });
  await data.catalogue.changeSnapshot(entry, "COMPLETE", { manifestSha256: data.codec.sha256(newer) });
  await expect(diff(first, second)).rejects.toMatchObject({
    code: "usage",
    message: expect.stringContaining("format 2.0"),
  });
});

test("somebody who has seen enough can end it", async () => {
  const { first, second } = await story("stopped", 1);
  await expect(diff(first, second, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
});
