import { expect, test } from "vitest";
import { dynamoWorlds } from "../../src/aws/worlds.ts";
import type { WorldTables } from "../../src/aws/world-tables.ts";
import type { Item } from "../../src/model/item.ts";
import { newWorldRow } from "../../src/model/world/row.ts";
import { fakeClock } from "../fakes/clock.ts";

const engine = { id: "e", until: 1 };
const commit = { worldId: "w", epoch: 1, engine, tick: 8, seqCommitted: 80, puts: [] };

const ours: Item[string] = { M: { id: { S: "e" }, until: { N: "1" } } };
const theirs: Item[string] = { M: { id: { S: "f" }, until: { N: "1" } } };

/** A world whose commits are refused, as it stands a moment later. */
function refusing(data: Item, status: "active" | "paused" = "active") {
  const row = { ...newWorldRow({ engine: ours }, { worldId: "w", status, gen: 1, now: 0 }), ...data };
  const tables: WorldTables = {
    get: async () => row,
    query: async () => [],
    scan: async () => [],
    change: async () => ({ met: false, item: undefined }),
    transact: async () => false,
  };
  return dynamoWorlds(tables, fakeClock());
}

test.each<{ stands: string; data: Item; outcome: string }>([
  { stands: "the fence is gone again", data: { tick: { N: "7" } }, outcome: "fenced" },
  { stands: "another epoch", data: { tick: { N: "7" }, epoch: { N: "2" } }, outcome: "lost" },
  { stands: "another engine in the same epoch", data: { tick: { N: "7" }, engine: theirs }, outcome: "lost" },
  { stands: "the tick is there by somebody else", data: { tick: { N: "8" }, engine: theirs }, outcome: "lost" },
  { stands: "the tick is there by us", data: { tick: { N: "8" } }, outcome: "committed" },
])("a commit that was refused where $stands: $outcome", async ({ data, outcome }) => {
  expect(await refusing(data).commit(commit, 0)).toBe(outcome);
});

test("a commit to a world that was paused is stopped", async () => {
  expect(await refusing({ tick: { N: "7" } }, "paused").commit(commit, 0)).toBe("stopped");
});
