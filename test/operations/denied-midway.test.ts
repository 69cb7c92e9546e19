import { afterEach, expect, test } from "vitest";
import { makeWorld, removeWorld } from "../worlds/engines.ts";
import { worldPlace } from "../worlds/place.ts";
import { restoreSnapshot } from "../worlds/restoring.ts";
import { seedWorld } from "../worlds/small-world.ts";
import { takeSnapshot } from "../worlds/taking.ts";

const place = await worldPlace();
const { data } = place;

afterEach(() => place.fault({ clear: "true" }));

const deny = (operation: string) =>
  place.fault({ service: "dynamodb", operation, code: "AccessDeniedException", times: 1 });
const allowed = (action: string) => `Allow dynamodb:${action} to the role you use`;

test("a restore that is refused in the middle says what stays, how it goes on and how it is dropped", async () => {
  await seedWorld(data, { worldId: "denied" });
  const { snapshotId } = (await takeSnapshot(data, { worldId: "denied" })).snapshot;
  await deny("BatchWriteItem");
  const refused = await restoreSnapshot(data, snapshotId).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "resumable",
    message: expect.stringMatching(/^The restore could not be finished; denied is as it was: not allowed/),
    hint: expect.stringContaining(allowed("BatchWriteItem")),
  });
  const ways = `What was loaded stays. Then go on with: gworld restore ${snapshotId} -e dev. Or drop it: gworld restore denied --abort -e dev`;
  expect(refused).toMatchObject({ hint: expect.stringContaining(ways) });
  expect((await restoreSnapshot(data, snapshotId)).restored).toMatchObject({ result: "restored" });
});

test("a snapshot that is refused in the middle goes on once it is allowed", async () => {
  await seedWorld(data, { worldId: "unread" });
  const other = place.other();
  const addCheckpoint: typeof other.catalogue.addCheckpoint = async (...args) => {
    await other.catalogue.addCheckpoint(...args);
    await deny("Query");
  };
  const cut = { ...other, catalogue: { ...other.catalogue, addCheckpoint } };
  await expect(takeSnapshot(cut, { worldId: "unread" })).rejects.toMatchObject({
    code: "resumable",
    message: expect.stringContaining("What was read of unread stays"),
    hint: expect.stringMatching(/Allow dynamodb:Query.*Go on with: /),
  });
  await place.fault({ clear: "true" });
  expect((await takeSnapshot(data, { worldId: "unread" })).snapshot).toMatchObject({ state: "COMPLETE" });
});

test("so do worlds that are half made or half deleted", async () => {
  const goesOn = (verb: string) => ({
    code: "resumable",
    hint: expect.stringMatching(new RegExp(`Allow dynamodb:BatchWriteItem.*Go on with: gworld worlds ${verb} made`)),
  });
  await deny("BatchWriteItem");
  await expect(makeWorld(data, "made")).rejects.toMatchObject(goesOn("create"));
  await makeWorld(data, "made");
  await deny("BatchWriteItem");
  await expect(removeWorld(data, "made")).rejects.toMatchObject(goesOn("delete"));
  await removeWorld(data, "made");
});

test("what is refused before anything was done is told as it is", async () => {
  await deny("PutItem");
  await expect(makeWorld(data, "never")).rejects.toMatchObject({ code: "failed" });
});
