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
  await world.run(destroy, "--yes", "--confirm", "dev");
});
afterAll(() => world.stop());

const deployed = { exit: 0, result: { result: "deployed" } };
const deployNetwork = (...more: string[]) => world.run(deploy, "--stack", "network", "--yes", ...more);
const rateExceeded = "Rate exceeded (Service: Sns, Status Code: 400, Request ID: 7d1)";

test("42: a stack that fails since a service had too much to do is tried once more by itself", async () => {
  await world.breakResource({ logicalId: "NetworkTopic", action: "create", reason: rateExceeded });
  const created = await deployNetwork();
  expect(created).toMatchObject(deployed);
  expect(created.stderr).toContain("NetworkTopic AWS::SNS::Topic CREATE_FAILED: Rate exceeded");
  expect(created.stderr).toContain("gworld-dev-network asked a service for too much at once: it is tried once more");
  world.content.set("network", { display: "other" });
  await world.breakResource({ logicalId: "NetworkTopic", action: "update", reason: rateExceeded });
  expect(await deployNetwork()).toMatchObject(deployed);
  expect(await world.statusOf("network")).toBe("UPDATE_COMPLETE");
  expect(await world.told()).toEqual(["deployed", "deployed"]);
  expect(await deployNetwork()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
});

test("42: what is throttled twice has failed, and other failures are not tried again", async () => {
  await world.breakResource({ logicalId: "NetworkTopic", action: "create", reason: rateExceeded, times: 2 });
  const failed = await deployNetwork();
  expect(failed).toMatchObject({ exit: 1, error: { message: expect.stringContaining("Rate exceeded") } });
  expect(acts(await world.calls("cloudformation"))).toEqual(["CreateStack", "DeleteStack", "CreateStack"]);
  expect((await world.told())[0]).toBe("failed");
  await world.forgetCalls();
  await world.breakResource({ logicalId: "NetworkTopic", action: "create", reason: "no capacity" });
  expect((await deployNetwork()).exit).toBe(1);
  expect(acts(await world.calls("cloudformation"))).toEqual(["DeleteStack", "CreateStack"]);
});

test("31: tables that DynamoDB has no room for at once are tried again", async () => {
  const table = {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      TableName: "one-of-many",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    },
  };
  world.content.set("network", { resources: { Table: table } });
  const reason = "Subscriber limit exceeded: Only 10 tables can be created, updated, or deleted simultaneously";
  await world.breakResource({ logicalId: "Table", action: "create", reason });
  const done = await deployNetwork();
  expect(done).toMatchObject(deployed);
  expect(done.stderr).toContain(reason);
});
