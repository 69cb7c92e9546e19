import { afterAll, beforeAll, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld();
});
afterAll(() => world.stop());

const table = (...indexes: string[]) => ({
  resources: {
    Table: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName: "indexed",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: ["id", ...indexes].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        ...(indexes.length > 0 && {
          GlobalSecondaryIndexes: indexes.map((IndexName) => ({
            IndexName,
            KeySchema: [{ AttributeName: IndexName, KeyType: "HASH" }],
            Projection: { ProjectionType: "KEYS_ONLY" },
          })),
        }),
      },
    },
  },
});
const deployed = (...flags: string[]) => world.run(deploy, "--stack", "network", "--yes", ...flags);
const executions = async () =>
  (await world.calls("cloudformation")).filter(({ operation }) => operation === "ExecuteChangeSet");

test("30: several indexes of one table come and go one update at a time, in one deployment", async () => {
  world.content.set("network", table("by-a"));
  expect(await deployed()).toMatchObject({ exit: 0 });
  await world.forgetCalls();
  world.content.set("network", table("by-b", "by-c"));
  const changed = await deployed();
  expect(changed.stderr).toContain("one index of a table at a time: it is updated 3 times");
  expect(changed).toMatchObject({ exit: 0, result: { result: "deployed" } });
  expect((await executions()).map(({ outcome }) => outcome)).toEqual(["OK", "OK", "OK"]);
  expect(await world.told()).toEqual(["deployed", "deployed"]);
  expect(await world.connect().stacks("us-east-1").changeSets("gworld-dev-network")).toEqual([]);
  expect(await deployed()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
});

test("30: a run that ends between two of them goes on with what is left", async () => {
  world.content.set("network", table("by-d", "by-e", "by-f"));
  await world.breakResource({ logicalId: "Table", action: "update", reason: "busy", times: 1 });
  const failed = await deployed();
  expect(failed).toMatchObject({ exit: 1, error: { message: expect.stringContaining("busy") } });
  await world.mend();
  expect(await deployed()).toMatchObject({ exit: 0, result: { result: "deployed" } });
  expect(await deployed()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
});
