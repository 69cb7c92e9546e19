import { array, assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { demoWorld } from "../../../src/model/engine/demo.ts";
import { mostConversations, nextTick, worldState, type WorldState } from "../../../src/model/engine/tick.ts";
import { type Item, listAt, numberOf, stringOf } from "../../../src/model/item.ts";
import { tableSchemas } from "../../../src/model/tables.ts";
import { bucketOf } from "../../../src/model/world/keys.ts";
import { newWorldRow, worldOf } from "../../../src/model/world/row.ts";

function stateOf(agents: number, more: Readonly<Record<string, Item[string]>> = {}): WorldState {
  const wish = { worldId: "w", name: "W", ownerId: "o", agents, memories: 3, dims: 4, seed: "s", madeAt: 0, gen: 1 };
  const demo = demoWorld(wish);
  const rows = [...demo.rows()];
  const of = (table: string) => rows.filter((row) => row.table === table).map(({ item }) => item);
  const row = newWorldRow({ ...demo.data, ...more }, { worldId: "w", status: "active", gen: 1, now: 0 });
  return worldState(worldOf(row), of("Agents"), of("WorldObjects"));
}

test("any number of ticks: 99 rows at most, no key twice, seqs without a gap, counts and memories right", () => {
  const wishes = array(integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 });
  assert(
    property(wishes, integer({ min: 2, max: 30 }), (sizes, agents) => {
      let state = stateOf(agents);
      const memories = new Set<string>();
      for (const conversations of sizes) {
        const before = state;
        const tick = nextTick(state, { conversations, now: 0 });
        state = tick.next;
        expect(tick.conversations).toBe(Math.min(conversations, mostConversations));
        expect(tick.puts.length).toBeLessThanOrEqual(99);
        expect(state.seq - before.seq).toBe(tick.conversations * 3);
        const keys = tick.puts.map(({ table, item }) => {
          const { pk, sk = "" } = tableSchemas[table];
          return `${table} ${stringOf(item, pk) ?? ""} ${stringOf(item, sk) ?? ""}`;
        });
        expect(new Set(keys).size).toBe(keys.length);
        for (const { table, item } of tick.puts) {
          expect(numberOf(item, "tick")).toBe(before.tick + 1);
          if (table === "MemoryStreams")
            memories.add(`${stringOf(item, "agentId") ?? ""} ${stringOf(item, "seq") ?? ""}`);
        }
        const events = tick.puts.filter(({ table }) => table === "Events").map(({ item }) => item);
        for (const one of events.flatMap((event) => listAt(event, "memories"))) {
          const named = "M" in one ? `${stringOf(one.M, "agentId") ?? ""} ${stringOf(one.M, "seq") ?? ""}` : "";
          expect(memories).toContain(named);
        }
      }
      const counted = [...state.agents.values()].reduce((sum, row) => sum + (numberOf(row, "memoryCount") ?? 0), 0);
      expect(counted).toBe(agents * 3 + memories.size);
    }),
    { numRuns: 30 },
  );
});

test("a tick follows from the state, whoever runs it; the wall clock only dates the end of its events", () => {
  const state = stateOf(9);
  const tick = nextTick(state, { conversations: 6, now: 1_000 });
  expect(nextTick(stateOf(9), { conversations: 6, now: 1_000 })).toEqual(tick);
  const later = nextTick(state, { conversations: 6, now: 61_000 });
  const ends = (puts: typeof tick.puts) => puts.map(({ item }) => numberOf(item, "expiresAt") ?? 0);
  expect(Math.max(...ends(later.puts)) - Math.max(...ends(tick.puts))).toBe(60);
  expect(Math.max(...ends(tick.puts))).toBe(1 + 30 * 86_400);
});

test("time is the world's own", () => {
  const { puts } = nextTick(
    stateOf(5, { tick: { N: "119" }, startsAt: { S: "2030-06-01T00:00:00.000Z" }, secondsPerTick: { N: "30" } }),
    { conversations: 1, now: 0 },
  );
  const happened = puts.filter(({ table }) => table === "MemoryStreams" || table === "Events");
  expect(happened.map(({ item }) => stringOf(item, "createdAt"))).toEqual(Array(3).fill("2030-06-01T01:00:00.000Z"));
  const [event] = happened.filter(({ table }) => table === "Events");
  expect(stringOf(event?.item, "g#hour#shard")).toMatch(/^w@1#00000001#[01]$/);
});

test("the memory after a full bucket opens the next", () => {
  const state = stateOf(2);
  const full = new Map([...state.agents].map(([id, row]) => [id, { ...row, memoryCount: { N: "8191" } }]));
  const { puts, next } = nextTick({ ...state, agents: full }, { conversations: 2, now: 0 });
  const buckets = puts.flatMap(({ item }) => stringOf(item, "g#agentId#bucket") ?? []);
  for (const end of ["#0", "#1"]) expect(buckets.filter((bucket) => bucket.endsWith(end))).toHaveLength(2);
  expect([...next.agents.values()].map((row) => bucketOf(numberOf(row, "memoryCount") ?? 0))).toEqual([1, 1]);
});

test.each([0, 1])("with %d agents time passes and nothing happens", (agents) => {
  const tick = nextTick(stateOf(agents), { conversations: 5, now: 0 });
  expect(tick).toMatchObject({ puts: [], conversations: 0 });
  expect(tick.next.tick).toBe(stateOf(agents).tick + 1);
});

test("rows of an agent's further pages are no agents, and a world without embeddings makes none", () => {
  const wish = { worldId: "w", name: "W", ownerId: "o", agents: 2, memories: 1, dims: 4, seed: "s", madeAt: 0, gen: 1 };
  const { embedding: _, ...data } = demoWorld(wish).data;
  const agents = [...demoWorld(wish).rows()].filter(({ table }) => table === "Agents").map(({ item }) => item);
  const pages = agents.map((row) => ({ ...row, agentId: { S: `${stringOf(row, "agentId") ?? ""}#acc#0` } }));
  const row = newWorldRow(data, { worldId: "w", status: "active", gen: 1, now: 0 });
  const state = worldState(worldOf(row), [...agents, ...pages], []);
  expect([...state.agents.keys()]).toEqual(["a-001", "a-002"]);
  const { puts } = nextTick(state, { conversations: 3, now: 0 });
  expect(puts.some(({ item }) => item["embedding"] !== undefined)).toBe(false);
});
