import { assert, integer, property, record, string } from "fast-check";
import { expect, test } from "vitest";
import { demoWorld, emptyWorld, type TableRow } from "../../../src/model/engine/demo.ts";
import { type Item, listAt, mapOf, numberOf, stringOf } from "../../../src/model/item.ts";
import { tableSchemas } from "../../../src/model/tables.ts";
import { bucketOf, hourOf } from "../../../src/model/world/keys.ts";
import { newWorldRow, worldOf } from "../../../src/model/world/row.ts";
import type { WorldTable } from "../../../src/model/names.ts";

const wish = { worldId: "w", name: "W", ownerId: "o", agents: 7, memories: 30, dims: 16, seed: "s", madeAt: 0, gen: 1 };

const of = (rows: readonly TableRow[], table: WorldTable) =>
  rows.filter((row) => row.table === table).map(({ item }) => item);
const keyOf = ({ table, item }: TableRow) => {
  const { pk, sk = "" } = tableSchemas[table];
  return `${table} ${stringOf(item, pk) ?? ""} ${stringOf(item, sk) ?? ""}`;
};
const vectorOf = ({ embedding }: Item) => {
  const bytes = Buffer.from(embedding !== undefined && "B" in embedding ? embedding.B : "", "base64");
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
};
const memoryNamed = (item: Item) => `${stringOf(item, "agentId") ?? ""} ${stringOf(item, "seq") ?? ""}`;

test("keys are unique, buckets and hours right, seqs rise, counts hold, and events name memories that are there", () => {
  const sizes = record({
    agents: integer({ min: 1, max: 12 }),
    memories: integer({ min: 0, max: 25 }),
    dims: integer({ min: 1, max: 9 }),
    seed: string(),
  });
  assert(
    property(sizes, (size) => {
      const demo = demoWorld({ ...wish, ...size });
      const rows = [...demo.rows()];
      const world = worldOf(newWorldRow(demo.data, { worldId: "w", status: "active", gen: 1, now: 0 }));
      expect(rows).toHaveLength(demo.count);
      expect(new Set(rows.map(keyOf)).size).toBe(demo.count);
      const memories = of(rows, "MemoryStreams");
      const events = of(rows, "Events");
      expect(memories).toHaveLength(demo.memories);
      expect(events).toHaveLength(numberOf(demo.data, "eventCount") ?? -1);
      const seqs = [...memories, ...events].map((item) => Number(stringOf(item, "seq") ?? numberOf(item, "seq")));
      expect([...seqs].sort((a, b) => a - b)).toEqual(seqs.map((_, index) => index + 1));
      expect(world.seqCommitted).toBe(seqs.length);
      const known = new Set(memories.map(memoryNamed));
      for (const event of events) {
        const tick = numberOf(event, "tick") ?? 0;
        expect(stringOf(event, "g#hour#shard")).toContain(`w@1#${String(hourOf(tick, 60)).padStart(8, "0")}#`);
        const named = listAt(event, "memories").map((value) => ("M" in value ? memoryNamed(value.M) : ""));
        expect(named.filter((name) => !known.has(name))).toEqual([]);
        expect(tick).toBeLessThanOrEqual(world.tick);
      }
      for (const agent of of(rows, "Agents")) {
        const own = memories.filter((item) => stringOf(item, "agentId") === stringOf(agent, "agentId"));
        expect(own).toHaveLength(numberOf(agent, "memoryCount") ?? -1);
      }
    }),
    { numRuns: 40 },
  );
});

test("a demo world follows from its wish alone", () => {
  const rows = [...demoWorld(wish).rows()];
  expect([...demoWorld(wish).rows()]).toEqual(rows);
  expect([...demoWorld({ ...wish, seed: "t" }).rows()]).not.toEqual(rows);
});

test("rows are made as they are asked for: a world of a billion memories begins at once", () => {
  const endless = demoWorld({ ...wish, agents: 2_000, memories: 500_000 }).rows();
  const first = endless[Symbol.iterator]().next();
  expect(first.value).toMatchObject({ table: "MemoryStreams" });
});

test("the 8,193rd memory of an agent opens a new bucket", () => {
  const rows = of([...demoWorld({ ...wish, agents: 1, memories: 8_194, dims: 1 }).rows()], "MemoryStreams");
  const buckets = rows.map((row) => stringOf(row, "g#agentId#bucket"));
  expect(buckets.filter((bucket) => bucket === "w@1#a-001#0")).toHaveLength(8_192);
  expect(buckets.slice(8_192)).toEqual(["w@1#a-001#1", "w@1#a-001#1"]);
  expect(bucketOf(8_192)).toBe(1);
});

test.each([1, 3, 16, 1_024])(
  "an embedding of %d dimensions has length one, and is nearest to those of its topic",
  (dims) => {
    const memories = of([...demoWorld({ ...wish, dims }).rows()], "MemoryStreams");
    const vectors = memories.map(vectorOf);
    for (const vector of vectors) {
      expect(vector).toHaveLength(dims);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
    }
    if (dims < 1_024) return;
    const dot = (a: readonly number[] = [], b: readonly number[] = []) =>
      a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
    // Seven agents learn of one topic in a round; the next rounds are of others.
    const same = dot(vectors[0], vectors[1]);
    expect(same).toBeGreaterThan(0.6);
    expect(Math.min(...vectors.map((vector) => dot(vectors[0], vector)))).toBeLessThan(0.3);
  },
);

test("people have a trade, a routine and know each other; what they know of is there", () => {
  const agents = of([...demoWorld({ ...wish, agents: 300, memories: 0 }).rows()], "Agents");
  const ids = new Set(agents.map((row) => stringOf(row, "agentId")));
  expect(new Set(agents.map((row) => stringOf(row, "name"))).size).toBe(300);
  for (const row of agents) {
    const definition = mapOf(row, "definition");
    expect(listAt(definition, "routine").length).toBeGreaterThan(2);
    for (const value of listAt(definition, "relations")) {
      const known = "M" in value ? stringOf(value.M, "agentId") : undefined;
      expect(ids).toContain(known);
      expect(known).not.toBe(stringOf(row, "agentId"));
    }
  }
});

test("an empty world has a commit record, and nothing else", () => {
  const row = newWorldRow(emptyWorld({ name: "E", ownerId: "o" }), { worldId: "e", status: "active", gen: 1, now: 0 });
  expect(worldOf(row)).toMatchObject({ name: "E", tick: 0, seqCommitted: 0, agentCount: 0, embedding: undefined });
});
