import { expect, test } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { restore } from "../../src/commands/restore.ts";
import { worldPlace } from "../worlds/place.ts";
import { smallEngine } from "../worlds/small-engine.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";
import { worldContext } from "../worlds/world-context.ts";

const { data } = await worldPlace();

const typed = (...argv: string[]) => parseArguments(restore, argv);

async function lived(worldId: string) {
  await seedWorld(data, { worldId, memories: 40 });
  const { snapshot } = await takeSnapshot(data, { worldId });
  const engine = await smallEngine(data, worldId, { memories: 40 });
  await engine.step();
  await data.worlds.setStatus(worldId, ["active"], "paused");
  return snapshot.snapshotId;
}

test("the plan shows what comes from the snapshot and what is copied, and asks", async () => {
  const id = await lived("town");
  const no = worldContext(data, { answer: false, width: 80 });
  expect(await restore.run(typed(id, "--only", "objects", "memories"), no.context)).toBe("refused");
  const plan = no.io.stderr();
  expect(plan).toContain("Replace agents, memories and objects of town in dev, now at tick 41, by what they were");
  expect(plan).toMatch(/rows +120 memories, 3 agents, 2 objects$/m);
  expect(plan).toMatch(/kept +5 events, as they are now; they are copied$/m);
  expect(plan).toMatch(/together +agents and their memories, which belong together$/m);
  expect(plan).toMatch(/cost +260 write units, under \$0\.01/);
  expect(plan).toContain("Warning: Events after tick 40 name memories that will not be there.");
  expect(await data.worlds.get("town")).toMatchObject({ gen: 1, restoring: undefined });
  const yes = worldContext(data, { answer: true, width: 80 });
  await restore.run(typed(id, "--only", "objects"), yes.context);
  expect(yes.io.stdout()).toContain("Restored objects of town, which is at tick 41");
  expect(yes.io.stdout()).toContain("  2 objects\n  kept: 122 memories, 3 agents, 5 events\n  It is paused.\nNext: ");
  const again = worldContext(data);
  await restore.run(typed(id, "--only", "WorldObjects"), again.context);
  expect(again.io.stdout()).toContain(
    `Objects of town are restored from ${id} already, and nothing was written since.`,
  );
});

test("as JSON it counts what was restored and what was kept", async () => {
  const id = await lived("village");
  const { io, context } = worldContext(data, { json: true });
  await restore.run({ ...typed(id, "--only", "events,agents"), yes: true }, context);
  expect(JSON.parse(io.stdout())).toMatchObject({
    snapshotId: id,
    worldId: "village",
    mode: "replace",
    only: ["agents", "memories", "events"],
    items: { agents: 3, memories: 120, objects: 0, events: 4 },
    kept: { agents: 0, memories: 0, objects: 2, events: 0 },
    tick: 41,
  });
});

test("a world that runs, a part that is none and a flag without a value are refused before anything is asked", async () => {
  const id = await lived("hamlet");
  const { io, context } = worldContext(data, { answer: true });
  await expect(restore.run(typed(id, "--only", "plans"), context)).rejects.toMatchObject({ code: "usage" });
  await data.worlds.setStatus("hamlet", ["paused"], "active");
  await expect(restore.run(typed(id, "--only", "events"), context)).rejects.toMatchObject({
    code: "refused",
    hint: "gworld worlds pause hamlet -e dev",
  });
  expect(() => typed(id, "--only")).toThrow("--only");
  expect(() => typed("--only", "objects", id)).toThrow("--only has taken all words after it, and id is missing.");
  expect(() => typed()).toThrow("Missing required argument 'id'.");
  expect(io.stderr()).toBe("");
});
