import { expect, test } from "vitest";
import { onlyOf } from "../../../src/model/restore/parts.ts";
import { partialRow, rowAround } from "../../../src/model/restore/partial-row.ts";
import { requestOf, restoreCommand, restoreRequest } from "../../../src/model/restore/request.ts";

test.each([
  { typed: [], only: undefined },
  { typed: ["objects"], only: ["objects"] },
  { typed: ["agents"], only: ["agents", "memories"] },
  { typed: ["MemoryStreams"], only: ["agents", "memories"] },
  { typed: ["events", "Agents", "events"], only: ["agents", "memories", "events"] },
  { typed: ["WorldObjects,Events"], only: ["objects", "events"] },
  { typed: ["events", "memories", "objects"], only: undefined },
])("$typed asks for $only", ({ typed, only }) => {
  expect(onlyOf(typed)).toEqual(only);
});

test.each(["worlds", "", "agent", "Snapshots", "\u001b[2J"])("%j is no part, and the parts are named", (word) => {
  expect(() => onlyOf([word])).toThrow(
    expect.objectContaining({ code: "usage", hint: expect.stringContaining("agents, memories, objects, events") }),
  );
});

const typed = { id: "s", as: undefined, undo: false, abort: false, from: undefined, ttl: undefined, allowFuzzy: false };

test("parts go into the command that goes on, and not together with a way back", () => {
  const request = restoreRequest({ ...typed, only: ["events", "memories"], as: "copy" });
  expect(restoreCommand("dev", request)).toBe("gworld restore s -e dev --as copy --only agents memories events");
  expect(() => restoreRequest({ ...typed, undo: true, only: ["events"] })).toThrow("--only says nothing together");
});

test("what was asked of a restore that is under way is asked for again", () => {
  const entry = {
    restoreId: "R",
    worldId: "copy",
    state: "LOADING",
    createdAt: "",
    createdBy: "",
    snapshotId: "S",
    sourceWorldId: "w",
    mode: "new",
    gen: 1,
    loaded: new Set<string>(),
    options: { only: "objects", ttl: "strip", from: "s3://b/p", allowFuzzy: "true", engine: "client" },
  } as const;
  expect(restoreCommand("dev", requestOf(entry))).toBe(
    "gworld restore S -e dev --as copy --from s3://b/p --ttl strip --allow-fuzzy --only objects",
  );
});

const part = (items: number) => ({ items, bytes: 0, writeUnits: 0 });
const manifest = {
  tick: 30,
  seq: 300,
  memories: { ada: 4, bob: 0 },
  parts: { world: part(1), agents: part(3), memories: part(4), objects: part(2), events: part(9) },
};
const embedding = { M: { model: { S: "m" }, dims: { N: "4" } } };
const row = { name: { S: "then" }, tick: { N: "30" }, eventShards: { N: "4" }, eventCount: { N: "90" }, embedding };
const standing = { gen: 1, epoch: 2, tick: 80, seqCommitted: 800, secondsPerTick: 60, eventShards: 2 };
const place = { tick: { N: "80" }, seqCommitted: { N: "800" } };

test.each([
  { only: ["objects"] as const, over: standing, row: place },
  { only: ["agents", "memories"] as const, over: standing, row: { ...place, agentCount: { N: "2" }, embedding } },
  { only: ["events"] as const, over: standing, row: { ...place, eventCount: { N: "9" }, eventShards: { N: "4" } } },
  {
    only: ["objects"] as const,
    over: { ...standing, tick: 3, seqCommitted: 7 },
    row: { tick: { N: "30" }, seqCommitted: { N: "300" } },
  },
  { only: ["objects"] as const, over: { ...standing, seqCommitted: undefined }, row: { tick: { N: "80" } } },
  { only: ["events"] as const, over: undefined, row: { ...row, agentCount: { N: "0" }, eventCount: { N: "9" } } },
])("the row of a world after $only: $row", ({ only, over, row: expected }) => {
  expect(partialRow(row, { manifest, only, standing: over })).toEqual(expected);
});

test("a world of rows of two moments does not say how many its tick has changed", () => {
  const counted = { ...row, changedRows: { N: "4" } };
  expect(partialRow(counted, { manifest, only: ["agents"], standing: undefined })).not.toHaveProperty("changedRows");
  const live = { ...counted, gen: { N: "3" } };
  expect(rowAround(live, place)).toEqual({ ...row, ...place });
});
