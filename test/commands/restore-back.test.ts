import { expect, test } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { restore } from "../../src/commands/restore.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";
import { worldContext } from "../worlds/world-context.ts";

const place = await worldPlace();
const { data } = place;

const typed = (...argv: string[]) => parseArguments(restore, argv);

test("a restore under way is dropped once that is approved", async () => {
  await seedWorld(data, { worldId: "left" });
  const { snapshotId } = (await takeSnapshot(data, { worldId: "left" })).snapshot;
  const other = place.other();
  const flip = async () => Promise.reject(new Error("killed"));
  const cut = { ...other, catalogue: { ...other.catalogue, flip } };
  await expect(restoreSnapshot(cut, snapshotId)).rejects.toThrow("killed");
  const no = worldContext(data, { answer: false });
  expect(await restore.run(typed("left", "--abort"), no.context)).toBe("refused");
  expect(no.io.stderr()).toContain(`Drop the restore of left in dev from ${snapshotId}`);
  expect((await data.worlds.get("left"))?.restoring).toBeDefined();
  const yes = worldContext(data, { answer: true });
  await restore.run(typed("left", "--abort"), yes.context);
  expect(yes.io.stdout()).toContain("Dropped the restore of left");
  expect((await data.worlds.get("left"))?.restoring).toBeUndefined();
});

test("an undo that is repeated changes nothing and asks nothing; a redo is a word of its own", async () => {
  await seedWorld(data, { worldId: "back" });
  const { snapshotId } = (await takeSnapshot(data, { worldId: "back" })).snapshot;
  await restoreSnapshot(data, snapshotId);
  const undone = worldContext(data, { json: true });
  await restore.run({ ...typed("back", "--undo"), yes: true }, undone.context);
  expect(JSON.parse(undone.io.stdout())).toMatchObject({ result: "undone", tick: 5 });
  const again = worldContext(data, { answer: false });
  await restore.run(typed("back", "--undo"), again.context);
  expect(again.io.stdout()).toContain("back is at tick 5: it was brought back already.");
  expect(await data.worlds.get("back")).toMatchObject({ gen: 1 });
  const redone = worldContext(data, { answer: true });
  await restore.run(typed("back", "--redo"), redone.context);
  expect(redone.io.stderr()).toMatch(/gworld restore [0-9A-Z]{26} --undo -e dev/);
  expect(await data.worlds.get("back")).toMatchObject({ gen: 2 });
  await expect(restore.run(typed("back", "--undo", "--redo"), redone.context)).rejects.toThrow("are two things");
});
