import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts, somebodyElse, topicTemplate } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
});
beforeEach(() => world.forgetCalls());
afterEach(async () => {
  await world.mend();
  world.content.clear();
  await world.run(destroy, "--yes");
});
afterAll(() => world.stop());

const deployed = { exit: 0, result: { result: "deployed" } };
const deployNetwork = (...more: string[]) => world.run(deploy, "--stack", "network", "--yes", ...more);

/** Left by somebody who made a change set that would create the stack, and never executed it. */
const leaveInReview = () =>
  somebodyElse(world).createChangeSet({
    StackName: "gworld-dev-network",
    ChangeSetName: "left-over",
    ChangeSetType: "CREATE",
    TemplateBody: topicTemplate("gworld-dev-network-topic"),
  });

test("2: a stack that was never more than a proposal is replaced, and is left alone where nobody approves", async () => {
  await leaveInReview();
  const declined = await world.run(deploy, "--stack", "network");
  expect(declined).toMatchObject({ exit: 12, error: { hint: expect.stringContaining("--yes") } });
  expect(acts(await world.calls("cloudformation"))).toEqual(["CreateChangeSet"]);
  const done = await deployNetwork();
  expect(done).toMatchObject(deployed);
  expect(done.stderr).toContain("a change set that would create it was never executed");
  expect(await world.statusOf("network")).toBe("CREATE_COMPLETE");
  expect(await world.connect().stacks(world.config.region).changeSets("gworld-dev-network")).toEqual([]);
  expect((await world.told())[0]).toBe("deployed");
});

test("4: a stack whose failed creation could not be rolled back is deleted and created again", async () => {
  world.content.set("network", { resources: { Two: { Type: "AWS::SNS::Topic", DependsOn: "NetworkTopic" } } });
  await world.breakResource({ logicalId: "Two", action: "create", reason: "no capacity" });
  await world.breakResource({ logicalId: "NetworkTopic", action: "delete", reason: "still in use" });
  const failed = await deployNetwork();
  expect(failed).toMatchObject({
    exit: 1,
    error: { message: expect.stringContaining("Two (AWS::SNS::Topic): no capacity") },
  });
  expect(failed.error?.message).toContain("(ROLLBACK_FAILED); the next deploy tries again");
  expect(await world.statusOf("network")).toBe("ROLLBACK_FAILED");
  const again = await deployNetwork();
  expect(again.stderr).toContain("is ROLLBACK_FAILED");
  expect(again).toMatchObject(deployed);
  expect(await world.statusOf("network")).toBe("CREATE_COMPLETE");
  expect((await world.told()).slice(0, 2)).toEqual(["deployed", "failed"]);
});

test("4: what refuses to be deleted is told, and the same command goes on once nothing is in the way", async () => {
  world.content.set("network", { resources: { Two: { Type: "AWS::SNS::Topic", DependsOn: "NetworkTopic" } } });
  await world.breakResource({ logicalId: "Two", action: "create", reason: "no capacity" });
  await world.breakResource({ logicalId: "NetworkTopic", action: "delete", reason: "still in use", times: 2 });
  expect((await deployNetwork()).exit).toBe(1);
  const stuck = await deployNetwork();
  expect(stuck).toMatchObject({
    exit: 1,
    error: { message: expect.stringContaining("NetworkTopic (AWS::SNS::Topic): still") },
  });
  expect(await world.statusOf("network")).toBe("DELETE_FAILED");
  const again = await deployNetwork();
  expect(again.stderr).toContain(
    "is DELETE_FAILED (its deletion was started and did not finish): it is deleted and created",
  );
  expect(again).toMatchObject(deployed);
});

test("4: what refuses to be deleted and holds data is not deleted by deploying", async () => {
  const Queue = { Type: "AWS::SQS::Queue", Properties: { QueueName: "holds-messages" } };
  world.content.set("network", { resources: { Queue } });
  expect(await deployNetwork()).toMatchObject(deployed);
  await world.breakResource({ logicalId: "Queue", action: "delete", reason: "still in use" });
  expect((await world.run(destroy, "--yes", "--with-data")).exit).toBe(1);
  await world.forgetCalls();
  const refused = await deployNetwork();
  expect(refused).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("gworld destroy --env dev") } });
  expect(acts(await world.calls("cloudformation"))).toEqual([]);
  expect(await world.run(destroy, "--yes", "--with-data")).toMatchObject({ exit: 0 });
});

test("5: a stack whose creation stopped half way, with rollback switched off, is deleted and created again", async () => {
  await world.breakResource({ logicalId: "NetworkTopic", action: "create", reason: "no capacity" });
  const TemplateBody = topicTemplate("gworld-dev-network-topic");
  await somebodyElse(world).createStack({ StackName: "gworld-dev-network", TemplateBody, DisableRollback: true });
  await expect.poll(() => world.statusOf("network")).toBe("CREATE_FAILED");
  const done = await deployNetwork();
  expect(done.stderr).toContain("is CREATE_FAILED (its creation failed and was not rolled back)");
  expect(done).toMatchObject(deployed);
});

test("5: an update that stopped half way is rolled back when that is asked for, and nothing else is done before", async () => {
  expect(await deployNetwork()).toMatchObject(deployed);
  await world.breakResource({ logicalId: "NetworkTopic", action: "update", reason: "no capacity" });
  const TemplateBody = topicTemplate("gworld-dev-network-topic");
  await somebodyElse(world).updateStack({ StackName: "gworld-dev-network", TemplateBody, DisableRollback: true });
  await expect.poll(() => world.statusOf("network")).toBe("UPDATE_FAILED");
  await world.forgetCalls();
  const refused = await deployNetwork();
  expect(refused).toMatchObject({
    exit: 1,
    error: { hint: expect.stringContaining("gworld deploy --env dev --recover") },
  });
  expect(refused.error?.message).toContain("its last update failed with rollback switched off");
  expect(acts(await world.calls("cloudformation"))).toEqual([]);
  const recovered = await deployNetwork("--recover");
  expect(recovered.exit).toBe(0);
  expect(recovered.stderr).toContain("NetworkTopic AWS::SNS::Topic");
  // After that it is as configured: what was worked out to say so is not left behind.
  expect(acts(await world.calls("cloudformation"))).toEqual(["RollbackStack", "CreateChangeSet", "DeleteChangeSet"]);
  expect(await world.statusOf("network")).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("8: a stack whose last update was rolled back is deployed like any other", async () => {
  expect(await deployNetwork()).toMatchObject(deployed);
  world.content.set("network", { display: "other" });
  await world.breakResource({ logicalId: "NetworkTopic", action: "update", reason: "no capacity" });
  const failed = await deployNetwork();
  expect(failed).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("gworld deploy --env dev") } });
  expect(failed.error?.message).toContain("has rolled the stack back to what it was (UPDATE_ROLLBACK_COMPLETE)");
  expect(await world.statusOf("network")).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await deployNetwork()).toMatchObject(deployed);
  expect(await world.statusOf("network")).toBe("UPDATE_COMPLETE");
  expect((await world.told()).slice(0, 3)).toEqual(["deployed", "failed", "deployed"]);
  // What it was rolled back to needs nothing once more.
  expect(await deployNetwork()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
});
