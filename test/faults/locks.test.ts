import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { history } from "../../src/commands/history.ts";
import { lockShow } from "../../src/commands/lock-show.ts";
import type { LockHolder } from "../../src/model/lock.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
});
beforeEach(() => world.forgetCalls());
afterEach(async () => {
  await Promise.all([world.mend(), world.admin("time", { scale: 0 })]);
  world.content.clear();
  await world.run(destroy, "--yes");
});
afterAll(() => world.stop());

const deployed = { exit: 0, result: { result: "deployed" } };
const done = async () => acts(await world.calls("cloudformation"));

/** Somebody on another machine, who is not there any more to tell whether they live. */
const ada: LockHolder = {
  id: "ada.1",
  arn: "arn:aws:iam::000000000000:user/ada",
  host: "ada's laptop",
  pid: 4711,
  mark: "another boot",
};
const lockOf = (over: string | undefined) =>
  world.connect().locks.change("dev", {
    kind: "take",
    over,
    holder: ada,
    beat: "ada 1",
    leaseMs: 5_000,
    command: "deploy",
    since: world.clock.now(),
  });

test("51: the lock of a run that was killed is free when its lease is over, and whose it was is told and written down", async () => {
  expect(await lockOf(undefined)).toMatchObject({ met: true });
  const takenOver = await world.run(deploy, "--yes", "--stack", "network");
  expect(takenOver).toMatchObject(deployed);
  expect(takenOver.stderr).toContain("waiting for `gworld deploy` of arn:aws:iam::000000000000:user/ada, process 4711");
  expect(takenOver.stderr).toContain(
    "took the lock over from `gworld deploy` of arn:aws:iam::000000000000:user/ada, process 4711 on ada's laptop",
  );
  expect((await world.run(lockShow)).result).toMatchObject({ state: "FREE" });
  expect(await world.run(history, "--json")).toMatchObject({
    result: {
      revisions: [
        { result: "deployed", by: expect.stringContaining("user/local") },
        { result: "interrupted", by: ada.arn },
      ],
    },
  });
  expect(await world.run(history, "--verify")).toMatchObject({ exit: 0 });
});

/** Takes the lock from whoever has it, as somebody does who believes that one dead. */
async function rob() {
  const row = await world.connect().locks.read("dev");
  if (row?.state !== "HELD") throw new Error("Nobody holds it.");
  const robbed = await lockOf(row.beat);
  if (!robbed.met) await rob();
}

test("52: who loses the lock while deploying begins nothing more, follows what was begun, and ends with a code of its own", async () => {
  await world.admin("time", { scale: 5 });
  const going = world.start(deploy, ["--yes"]);
  await expect.poll(done, { timeout: 20_000 }).toEqual(["CreateStack", "CreateStack"]);
  await rob();
  // It learns of that with its next sign of life.
  const beats = async () => (await world.calls("dynamodb")).filter(({ outcome }) => outcome.startsWith("Conditional"));
  await expect.poll(async () => (await beats()).length, { timeout: 20_000 }).toBeGreaterThan(0);
  await world.admin("time", { scale: 0 });
  const lost = await going.ending;
  expect(lost).toMatchObject({ exit: 13, error: { hint: expect.stringContaining("gworld lock show --env dev") } });
  expect(lost.error?.message).toMatch(
    /begun nothing since\. What was begun was followed to its end: gworld-dev-network is CREATE_COMPLETE, gworld-dev-security is CREATE_COMPLETE\. Not begun: gworld-dev-storage, /,
  );
  expect(await done()).toEqual(["CreateStack", "CreateStack"]);
  expect(await world.statusOf("storage")).toBeUndefined();
  expect(await world.connect().locks.read("dev")).toMatchObject({ state: "HELD", holder: { id: ada.id } });
  // Ada is gone, too.
  expect(await world.run(deploy, "--yes")).toMatchObject(deployed);
  expect((await world.told()).slice(0, 2)).toEqual(["deployed", "interrupted"]);
});

test("52: who loses the lock while destroying deletes no further stack", async () => {
  expect(await world.run(deploy, "--yes", "--stack", "network", "security")).toMatchObject(deployed);
  await world.forgetCalls();
  await world.admin("time", { scale: 5 });
  const going = world.start(destroy, ["--yes"]);
  await expect.poll(done, { timeout: 20_000 }).toContain("DeleteStack");
  await rob();
  const beats = async () => (await world.calls("dynamodb")).filter(({ outcome }) => outcome.startsWith("Conditional"));
  await expect.poll(async () => (await beats()).length, { timeout: 20_000 }).toBeGreaterThan(0);
  await world.admin("time", { scale: 0 });
  const lost = await going.ending;
  expect(lost).toMatchObject({ exit: 13 });
  expect(lost.error?.message).toContain("begun nothing since");
  expect(lost.error?.message).toContain("DELETE_COMPLETE");
});
