import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts, somebodyElse } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
});
beforeEach(() => world.forgetCalls());
afterEach(async () => {
  await world.mend();
  world.content.clear();
  await destroyAll();
});
afterAll(() => world.stop());

const StackName = "gworld-dev-network";
const deployed = { exit: 0, result: { result: "deployed" } };
const deployNetwork = () => world.run(deploy, "--stack", "network", "--yes");
const destroyAll = (...more: string[]) => world.run(destroy, "--yes", "--confirm", "dev", ...more);
const done = async () => acts(await world.calls("cloudformation"));

test("9: what stands in the way of a deletion is named, and the same command goes on with the rest", async () => {
  world.content.set("network", { resources: { Two: { Type: "AWS::SNS::Topic" } } });
  expect(await deployNetwork()).toMatchObject(deployed);
  await world.breakResource({ logicalId: "NetworkTopic", action: "delete", reason: "still in use" });
  await world.breakResource({ logicalId: "Two", action: "delete", reason: "locked" });
  const failed = await destroyAll();
  expect(failed).toMatchObject({ exit: 1, error: { hint: expect.stringContaining("gworld destroy --env dev") } });
  expect(failed.error?.message).toContain("NetworkTopic (AWS::SNS::Topic): still in use");
  expect(failed.error?.message).toContain("Two (AWS::SNS::Topic): locked");
  expect(await world.statusOf("network")).toBe("DELETE_FAILED");
  const again = await destroyAll();
  expect(again).toMatchObject({ exit: 0, result: { stacks: [{ name: StackName, status: "DELETE_COMPLETE" }] } });
  expect(await world.statusOf("network")).toBeUndefined();
  expect(await world.told()).toEqual(["destroyed", "failed", "deployed"]);
});

test("9: a bucket that is not empty is emptied, all versions too, where its data may go, and only there", async () => {
  const Bucket = {
    Type: "AWS::S3::Bucket",
    Properties: { BucketName: "full-bucket", VersioningConfiguration: { Status: "Enabled" } },
  };
  world.content.set("network", { resources: { Bucket } });
  expect(await deployNetwork()).toMatchObject(deployed);
  const objects = world.connect().objects(world.config.region);
  await objects.putOnce("full-bucket", "one", "first");
  await world.forgetCalls();
  const refused = await destroyAll();
  expect(refused).toMatchObject({ exit: 12, error: { hint: expect.stringContaining("--with-data") } });
  expect(await done()).toEqual([]);
  expect(await destroyAll("--with-data")).toMatchObject({ exit: 0 });
  expect(await objects.bucketExists("full-bucket")).toBe(false);
});

test("39: what AWS still uses is told with the question that finds its user", async () => {
  world.content.set("network", {
    resources: {
      Group: { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: "used by an interface" } },
    },
  });
  expect(await deployNetwork()).toMatchObject(deployed);
  const reason = "resource sg-0a1 has a dependent object (Service: Ec2, Status Code: 400, Request ID: 7d1)";
  await world.breakResource({ logicalId: "Group", action: "delete", reason });
  const failed = await destroyAll("--with-data");
  expect(failed).toMatchObject({ exit: 1, error: { message: expect.stringContaining(reason) } });
  expect(failed.error?.hint).toMatch(/then run again: gworld destroy --env \w+ --with-data$/m);
  expect(failed.error?.hint).toMatch(/aws ec2 describe-network-interfaces --filters Name=group-id,Values=sg-\w+/);
  expect(await destroyAll()).toMatchObject({ exit: 0 });
});

test("49: termination protection is told, and goes only with the environment's name", async () => {
  world.content.set("network", { terminationProtection: true });
  expect(await deployNetwork()).toMatchObject(deployed);
  await world.forgetCalls();
  const refused = await world.run(destroy, "--yes");
  expect(refused).toMatchObject({ exit: 12, error: { hint: expect.stringContaining("--confirm dev") } });
  expect(refused.stderr).toContain("its termination protection is switched off");
  expect(await done()).toEqual([]);
  expect(await world.statusOf("network")).toBe("CREATE_COMPLETE");
  expect(await destroyAll()).toMatchObject({ exit: 0 });
  expect(await done()).toEqual(["UpdateTerminationProtection", "DeleteStack"]);
});

test("28: an export that another stack uses keeps its stack as it is, and its user is named", async () => {
  const exported = { outputs: { Shared: { Value: "shared", Export: { Name: "shared-export" } } } };
  world.content.set("network", exported);
  expect(await deployNetwork()).toMatchObject(deployed);
  const Value = { "Fn::ImportValue": "shared-export" };
  const Taken = { Type: "AWS::SSM::Parameter", Properties: { Name: "/taken", Type: "String", Value } };
  const other = somebodyElse(world);
  await other.createStack({ StackName: "importer", TemplateBody: JSON.stringify({ Resources: { Taken } }) });
  world.content.clear();
  const failed = await deployNetwork();
  expect(failed).toMatchObject({ exit: 1, error: { message: expect.stringContaining("in use by importer") } });
  expect(await world.statusOf("network")).toBe("UPDATE_ROLLBACK_COMPLETE");
  const kept = await destroyAll();
  expect(kept).toMatchObject({ exit: 1, error: { message: expect.stringContaining("in use by importer") } });
  await other.deleteStack({ StackName: "importer" });
  expect(await destroyAll()).toMatchObject({ exit: 0 });
});

test("50: a stack policy that denies a change is told by its statement, and nothing of the stack is changed", async () => {
  const denied = { Effect: "Deny", Action: "Update:*", Principal: "*", Resource: "LogicalResourceId/NetworkTopic" };
  const stackPolicy = JSON.stringify({ Statement: [denied] });
  world.content.set("network", { stackPolicy });
  expect(await deployNetwork()).toMatchObject(deployed);
  world.content.set("network", { stackPolicy, display: "other" });
  const failed = await deployNetwork();
  expect(failed).toMatchObject({
    exit: 1,
    error: { message: expect.stringContaining("Action denied by stack policy") },
  });
  expect(failed.error?.message).toContain("does not allow [Update:Modify] for resource [NetworkTopic]");
  expect(await world.statusOf("network")).toBe("UPDATE_ROLLBACK_COMPLETE");
  world.content.set("network", {
    display: "other",
    stackPolicy: JSON.stringify({ Statement: [{ ...denied, Effect: "Allow" }] }),
  });
  // The policy that denies holds until this deployment is over; the next one has the new one.
  expect((await deployNetwork()).exit).toBe(1);
  expect(await deployNetwork()).toMatchObject(deployed);
});
