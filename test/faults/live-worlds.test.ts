import { afterAll, beforeAll, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { acts } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
});
afterAll(() => world.stop());

const Worlds = {
  Type: "AWS::DynamoDB::Table",
  Properties: {
    TableName: "gworld-dev-Worlds",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "worldId", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "worldId", KeyType: "HASH" }],
  },
};

test("58: an environment whose worlds are live stays, with them named, until it is said that they are kept or may go", async () => {
  world.content.set("storage", { resources: { WorldsTable: Worlds } });
  expect(await world.run(deploy, "--yes")).toMatchObject({ exit: 0 });
  const row = { worldId: { S: "smallville" }, status: { S: "active" }, tick: { N: "7" }, gen: { N: "1" } };
  expect(await world.connect().data.worlds.create(row)).toBe(true);
  await world.forgetCalls();
  const blocked = await world.run(destroy, "--yes");
  expect(blocked).toMatchObject({ exit: 12, error: { message: expect.stringContaining("smallville at tick 7") } });
  expect(blocked.error?.hint).toContain("gworld destroy --env dev --with-data --final-snapshots <folder>");
  expect(blocked.error?.hint).toContain("Delete all of it with: gworld destroy --env dev --with-data");
  expect(acts(await world.calls("cloudformation"))).toEqual([]);
  expect(await world.connect().data.worlds.get("smallville")).toMatchObject({ status: "active" });
  expect(await world.told()).toEqual(["deployed"]);
  expect(await world.run(destroy, "--yes", "--with-data")).toMatchObject({ exit: 0 });
  expect(await world.told()).toEqual(["destroyed", "deployed"]);
  expect(await world.run(deploy, "--yes")).toMatchObject({ exit: 0, result: { result: "deployed" } });
});
