import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts } from "./somebody-else.ts";

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
const deployNetwork = () => world.run(deploy, "--stack", "network", "--yes");
const done = async () => acts(await world.calls("cloudformation"));
const count = (text: string, part: string) => text.split(part).length - 1;

const role = "arn:aws:sts::000000000000:assumed-role/Deployer/ada";
const denial = (action: string, resource: string, why = "because no identity-based policy allows it") =>
  `User: ${role} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
const deny = (service: string, operation: string, message: string) =>
  world.breakCalls({ service, operation, code: "AccessDenied", status: 403, message });

test("47: events that may not be read are not shown, which is told once with the right that would show them", async () => {
  const message = denial(
    "cloudformation:DescribeStackEvents",
    "arn:aws:cloudformation:us-east-1:000000000000:stack/x/*",
  );
  await deny("cloudformation", "DescribeStackEvents", message);
  const created = await deployNetwork();
  expect(created).toMatchObject(deployed);
  expect(count(created.stderr, "what happens in gworld-dev-network cannot be shown, only how it ends")).toBe(1);
  expect(created.stderr).toContain("Allow cloudformation:DescribeStackEvents to the role Deployer");
  world.content.set("network", { display: "other" });
  expect(await deployNetwork()).toMatchObject(deployed);
  await world.breakResource({ logicalId: "NetworkTopic", action: "update", reason: "no capacity" });
  world.content.set("network", { display: "third" });
  expect(await deployNetwork()).toMatchObject({ exit: 1 });
  expect(await world.run(destroy, "--yes")).toMatchObject({ exit: 0 });
  expect(await world.told()).toEqual(["destroyed", "failed", "deployed", "deployed"]);
});

test("47: quotas and logs that may not be read keep nothing from being deployed", async () => {
  world.content.set("network", {
    resources: { Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16" } } },
  });
  await deny("servicequotas", "GetServiceQuota", denial("servicequotas:GetServiceQuota", "*"));
  const end = await deployNetwork();
  expect(end).toMatchObject(deployed);
  expect(end.stderr).toContain("The account's own limits are not known: not allowed: servicequotas:GetServiceQuota");
});

test("48: what the deploying role may not do is told with action, resource, role and the statement that allows it", async () => {
  const resource = "arn:aws:cloudformation:us-east-1:000000000000:stack/gworld-dev-network/*";
  await deny("cloudformation", "CreateStack", denial("cloudformation:CreateStack", resource));
  const refused = await deployNetwork();
  expect(refused).toMatchObject({ exit: 1, error: { message: expect.stringContaining(`on resource: ${resource}`) } });
  expect(refused.error?.hint).toContain("Allow cloudformation:CreateStack to the role Deployer");
  expect(refused.error?.hint).toContain(
    `{"Effect":"Allow","Action":"cloudformation:CreateStack","Resource":"${resource}"}`,
  );
  expect((await world.told())[0]).toBe("failed");
  expect(await world.statusOf("network")).toBeUndefined();
  await world.mend();
  expect(await deployNetwork()).toMatchObject(deployed);
});

test("48: what a resource was not allowed to do is told as well, and what a policy forbids is not offered to be allowed", async () => {
  const topic = "arn:aws:sns:us-east-1:000000000000:gworld-dev-network-topic";
  const reason = `${denial("sns:CreateTopic", topic)} (Service: Sns, Status Code: 403, Request ID: 7d1)`;
  await world.breakResource({ logicalId: "NetworkTopic", action: "create", reason });
  const failed = await deployNetwork();
  expect(failed).toMatchObject({
    exit: 1,
    error: { message: expect.stringContaining("NetworkTopic (AWS::SNS::Topic)") },
  });
  expect(failed.error?.hint).toContain(`{"Effect":"Allow","Action":"sns:CreateTopic","Resource":"${topic}"}`);
  await deny(
    "cloudformation",
    "DeleteStack",
    denial("cloudformation:DeleteStack", "*", "with an explicit deny in a service control policy"),
  );
  const forbidden = await deployNetwork();
  expect(forbidden).toMatchObject({
    exit: 1,
    error: { hint: expect.stringContaining("denies cloudformation:DeleteStack to the role Deployer outright") },
  });
  expect(forbidden.error?.hint).not.toContain('"Effect"');
  expect(await done()).toEqual(["CreateStack", "DeleteStack"]);
  await world.mend();
  expect(await deployNetwork()).toMatchObject(deployed);
});
