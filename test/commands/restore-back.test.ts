import { expect, test } from "vitest";
import { parseArguments } from "../../src/cli/parse.ts";
import { restore } from "../../src/commands/restore.ts";
import { worldsShow } from "../../src/commands/worlds-show.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot, undo } from "../worlds/restoring.ts";
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

test("show says of a restore that was cut off how to go on with it or to drop it, before all else", async () => {
  await seedWorld(data, { worldId: "halted", status: "paused" });
  const { snapshotId } = (await takeSnapshot(data, { worldId: "halted" })).snapshot;
  const other = place.other();
  const flip = async () => Promise.reject(new Error("killed"));
  const cut = { ...other, catalogue: { ...other.catalogue, flip } };
  await expect(restoreSnapshot(cut, snapshotId, { ttl: "strip" })).rejects.toThrow("killed");
  const { context, io } = worldContext(data);
  await worldsShow.run({ world: "halted", yes: false }, context);
  expect(io.stdout()).toMatch(new RegExp(`restore +\\w{26} from ${snapshotId} was cut off: nothing of it is shown`));
  expect(io.stdout()).toContain(
    `Next: gworld restore ${snapshotId} -e dev --ttl strip   goes on\n      gworld restore halted --abort -e dev`,
  );
  expect(io.stdout()).not.toContain("worlds resume");
});

test("show names the restore of each generation that can be brought back, and which way", async () => {
  await seedWorld(data, { worldId: "many" });
  const first = (await takeSnapshot(data, { worldId: "many" })).snapshot.snapshotId;
  const one = (await restoreSnapshot(data, first)).restored.restoreId;
  const two = (await restoreSnapshot(data, first, { ttl: "strip" })).restored.restoreId;
  await undo(data, "many");
  const { context, io } = worldContext(data);
  await worldsShow.run({ world: "many", yes: false }, context);
  expect(io.stdout()).toMatch(new RegExp(`undo +generation 1, for .* more: gworld restore ${one} --undo -e dev`));
  expect(io.stdout()).toMatch(new RegExp(`redo +generation 3, for .* more: gworld restore ${two} --redo -e dev`));
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

test("an undo that was done already names what goes back further", async () => {
  await seedWorld(data, { worldId: "further" });
  const first = (await takeSnapshot(data, { worldId: "further" })).snapshot.snapshotId;
  const one = (await restoreSnapshot(data, first)).restored.restoreId;
  await restoreSnapshot(data, first, { ttl: "strip" });
  await undo(data, "further");
  const { context, io } = worldContext(data);
  await restore.run(typed("further", "--undo"), context);
  expect(io.stdout()).toContain("it was brought back already.");
  expect(io.stdout()).toContain(`What an earlier restore has replaced: gworld restore ${one} --undo -e dev`);
});

test("an ID that is empty, or that no snapshot has, is told as it was typed", async () => {
  const { context } = worldContext(data);
  await expect(restore.run(typed(""), context)).rejects.toMatchObject({ code: "usage" });
  await expect(restore.run(typed("nosuch"), context)).rejects.toMatchObject({
    code: "notFound",
    message: "There is no snapshot nosuch in dev.",
  });
});
