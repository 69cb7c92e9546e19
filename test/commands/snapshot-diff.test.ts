import { expect, test } from "vitest";
import { snapshotDiff } from "../../src/commands/snapshot-diff.ts";
import { generation } from "../../src/model/world/keys.ts";
import { worldContext } from "../worlds/world-context.ts";
import { worldPlace } from "../worlds/place.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { agentRow, putAll, seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const { data } = await worldPlace();
const wish = { agent: undefined, all: false, exitCode: false, yes: false };

async function story(worldId: string) {
  await seedWorld(data, { worldId });
  const a = (await takeSnapshot(data, { worldId, name: "before" })).snapshot.snapshotId;
  const engine = await smallEngine(data, worldId, { memories: 5 });
  for (let tick = 0; tick < 3; tick += 1) await engine.step();
  return { a, b: (await takeSnapshot(data, { worldId })).snapshot.snapshotId };
}

test("a headline, the parts and the agents that changed most first, within 80 columns", async () => {
  const ids = await story("town");
  const { context, io } = worldContext(data, { width: 80 });
  expect(await snapshotDiff.run({ ...wish, ...ids }, context)).toBeUndefined();
  const text = io.stdout();
  expect(text).toMatch(/^Different: from A to B 9 rows added, 3 changed, 0 removed\.$/m);
  expect(text).toMatch(/^PART +ROWS A +ROWS B +ADDED +CHANGED +REMOVED$/m);
  expect(text).toMatch(/^agents +3 +3 +~3$/m);
  expect(text).toMatch(/^memories +15 +21 +\+6$/m);
  expect(text).toMatch(/^a-000 +changed +\+2 +memoryCount, state\.mood, tick$/m);
  expect(text).toMatch(/^World {2}.*seqCommitted, tick/m);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});

test("--exit-code ends with 3 when they differ and with 0 when not; --json is one document", async () => {
  const { a, b } = await story("checked");
  const differ = worldContext(data, { json: true });
  expect(await snapshotDiff.run({ ...wish, a, b, exitCode: true }, differ.context)).toBe("changes");
  expect(JSON.parse(differ.io.stdout())).toMatchObject({
    a: { snapshotId: a, name: "before", tick: 5 },
    b: { snapshotId: b, name: null, tick: 8 },
    same: false,
    parts: { memories: { added: 6, changed: 0, removed: 0 }, events: { added: 3 } },
    agent: null,
  });
  const same = worldContext(data);
  expect(await snapshotDiff.run({ ...wish, a, b: a, exitCode: true }, same.context)).toBeUndefined();
  expect(same.io.stdout()).toMatch(/^The same: both are one snapshot\.$/m);
});

test("--agent shows what one agent remembers since, harmless on a terminal", async () => {
  const worldId = "whispers";
  await seedWorld(data, { worldId, status: "paused" });
  const a = (await takeSnapshot(data, { worldId, consistency: "fuzzy" })).snapshot.snapshotId;
  const g = generation(worldId, 1);
  await putAll(data, "Agents", [agentRow(g, "a-001", { memoryCount: 6, tick: 5 })]);
  await putAll(data, "MemoryStreams", [
    {
      "g#agentId#bucket": { S: `${g}#a-001#0` },
      seq: { S: "000000000002" },
      agentId: { S: "a-001" },
      tick: { N: "1" },
      text: { S: "changed \u001b[2J\u001b]0;title\u0007its mind\nin two lines" },
    },
  ]);
  const b = (await takeSnapshot(data, { worldId, consistency: "fuzzy" })).snapshot.snapshotId;
  const { context, io } = worldContext(data);
  await snapshotDiff.run({ ...wish, a, b, agent: "a-001" }, context);
  expect(io.stdout()).toMatch(/^~ tick 1 {2}changed its mind in two lines$/m);
  expect(io.stdout()).not.toContain("\u001b");
  expect(io.stdout()).toContain(`Warning: ${a} is fuzzy`);
  const other = worldContext(data);
  await snapshotDiff.run({ ...wish, a, b, agent: "a-002" }, other.context);
  expect(other.io.stdout()).toMatch(/^a-002 is the same in both\.$/m);
});

test("of many agents the first are shown, and all with --all", async () => {
  await seedWorld(data, { worldId: "crowd", status: "paused" });
  const a = (await takeSnapshot(data, { worldId: "crowd" })).snapshot.snapshotId;
  const g = generation("crowd", 1);
  const more = Array.from({ length: 25 }, (_, index) => agentRow(g, `b-${100 + index}`, { memoryCount: 0, tick: 5 }));
  await putAll(data, "Agents", more);
  const b = (await takeSnapshot(data, { worldId: "crowd" })).snapshot.snapshotId;
  const some = worldContext(data);
  await snapshotDiff.run({ ...wish, a, b }, some.context);
  expect(some.io.stdout()).toMatch(/^\.\.\. and 5 more; --all shows them\.$/m);
  expect(some.io.stdout().match(/^b-\d+ +added$/gm)).toHaveLength(20);
  const all = worldContext(data);
  await snapshotDiff.run({ ...wish, a, b, all: true }, all.context);
  expect(all.io.stdout().match(/^b-\d+ +added$/gm)).toHaveLength(25);
});
