import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import type { Connection } from "../../src/ports/connection.ts";
import type { Stack } from "../../src/ports/stacks.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts, somebodyElse, topicTemplate } from "./somebody-else.ts";

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

const StackName = "gworld-dev-network";
const TemplateBody = topicTemplate("gworld-dev-network-topic", { Outputs: { NetworkId: { Value: "theirs" } } });
const deployed = { exit: 0, result: { result: "deployed" } };
const deployNetwork = () => world.run(deploy, "--stack", "network", "--yes");
const done = async () => acts(await world.calls("cloudformation"));

test("1: a stack that somebody else is changing is told and waited for, and then deployed", async () => {
  expect(await deployNetwork()).toMatchObject(deployed);
  await world.admin("time", { scale: 3 });
  await somebodyElse(world).updateStack({ StackName, TemplateBody });
  const going = world.start(deploy, ["--stack", "network", "--yes"]);
  await expect.poll(async () => (await world.calls("cloudformation")).length).toBeGreaterThan(9);
  await world.admin("time", { scale: 0 });
  const end = await going.ending;
  expect(end).toMatchObject(deployed);
  expect(end.stderr).toContain(`${StackName} is UPDATE_IN_PROGRESS, begun outside gworld: that is followed to its end`);
  expect(end.stderr).toContain("DisplayName: (none) -> network");
  expect(await done()).toEqual(["CreateStack", "UpdateStack", "CreateChangeSet", "ExecuteChangeSet"]);
  expect(await world.told()).toEqual(["deployed", "deployed"]);
});

test("10: what is still cleaning up is waited for before the stack is changed again", async () => {
  world.content.set("network", { resources: { Old: { Type: "AWS::SNS::Topic" } } });
  expect(await deployNetwork()).toMatchObject(deployed);
  await world.admin("time", { scale: 3 });
  await somebodyElse(world).updateStack({ StackName, TemplateBody: topicTemplate("gworld-dev-network-topic") });
  await expect.poll(() => world.statusOf("network"), { timeout: 9_000 }).toBe("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
  const end = await deployNetwork();
  expect(end.stderr).toContain("is UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, begun outside gworld");
  expect(end).toMatchObject(deployed);
});

test("11: what an update could not delete is no failure, and is told as left behind", async () => {
  world.content.set("network", { resources: { Old: { Type: "AWS::SNS::Topic", Properties: { TopicName: "old" } } } });
  expect(await deployNetwork()).toMatchObject(deployed);
  world.content.clear();
  await world.breakResource({ logicalId: "Old", action: "delete", reason: "still in use", times: 3 });
  const end = await deployNetwork();
  expect(end).toMatchObject(deployed);
  expect(end.stderr).toMatch(
    /no longer has Old \(AWS::SNS::Topic\), but \S+:old could not be deleted and may still cost: still in use/,
  );
  expect((await world.told())[0]).toBe("deployed");
  expect(await deployNetwork()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
});

test("41: polls that are throttled are told and repeated, and never fail what they watch", async () => {
  await world.admin("time", { scale: 3 });
  const going = world.start(deploy, ["--stack", "network", "--yes"]);
  await expect.poll(done, { timeout: 9_000 }).toContain("CreateStack");
  const throttled = { service: "cloudformation", code: "Throttling", message: "Rate exceeded" };
  // More than the SDK's own retries bear: the watch itself is refused.
  await world.breakCalls({ ...throttled, operation: "DescribeStacks", times: 12 });
  await world.breakCalls({ ...throttled, operation: "DescribeStackEvents", times: 4 });
  const end = await going.ending;
  expect(end).toMatchObject(deployed);
  expect(end.stderr).toMatch(/throttle/i);
  expect(await done()).toEqual(["CreateStack"]);
});

test("55: two stacks that fail together are both told, and what needed them is not begun", async () => {
  await world.breakResource({ logicalId: "NetworkTopic", action: "create", reason: "no capacity" });
  await world.breakResource({ logicalId: "SecurityTopic", action: "create", reason: "no permission" });
  const failed = await world.run(deploy, "--yes");
  expect(failed.exit).toBe(1);
  expect(failed.error?.message).toContain("NetworkTopic (AWS::SNS::Topic): no capacity");
  expect(failed.error?.message).toContain("SecurityTopic (AWS::SNS::Topic): no permission");
  expect(await done()).toEqual(["CreateStack", "CreateStack"]);
  expect((await world.told())[0]).toBe("failed");
  expect(await world.run(deploy, "--stack", "network", "security", "--yes")).toMatchObject(deployed);
});

/** The same account, whose answers about a stack are those of before an execution for some time after it. */
function staleReads(times: number): Connection {
  const connection = world.connect();
  let left = 0;
  let before: Stack | undefined;
  return {
    ...connection,
    stacks: (region) => {
      const stacks = connection.stacks(region);
      return {
        ...stacks,
        describe: async (name) => (left-- > 0 && before !== undefined ? before : stacks.describe(name)),
        execute: async (changeSet, token) => {
          before = await stacks.describe(StackName);
          await stacks.execute(changeSet, token);
          left = times;
        },
      };
    },
  };
}

test("56: a description that is older than what was begun is not believed at once", async () => {
  expect(await deployNetwork()).toMatchObject(deployed);
  world.content.set("network", { outputs: { More: { Value: "more" } } });
  await world.admin("time", { scale: 1 });
  const end = await world.start(deploy, ["--stack", "network", "--yes"], () => staleReads(3)).ending;
  expect(end).toMatchObject({ ...deployed, result: { stacks: [{ status: "UPDATE_COMPLETE" }] } });
  expect(end.result).toMatchObject({ outputs: { More: "more" } });
});

test("57: a stack that is deleted and made again under its name while it is watched is another stack", async () => {
  await world.admin("time", { scale: 5 });
  const going = world.start(deploy, ["--stack", "network", "--yes"]);
  await expect.poll(() => world.statusOf("network"), { timeout: 9_000 }).toBe("CREATE_IN_PROGRESS");
  await world.admin("time", { scale: 0 });
  await somebodyElse(world).deleteStack({ StackName });
  await expect.poll(() => world.statusOf("network"), { timeout: 9_000 }).toBe(undefined);
  await somebodyElse(world).createStack({ StackName, TemplateBody });
  const failed = await going.ending;
  expect(failed).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("gworld deploy --env dev") } });
  expect(failed.error?.message).toContain("Somebody has deleted the stack meanwhile");
  expect((await world.told())[0]).toBe("failed");
  expect(await deployNetwork()).toMatchObject(deployed);
});
