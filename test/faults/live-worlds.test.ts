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

/** Stays when its stack goes. */
const Archive = {
  Type: "AWS::S3::Bucket",
  DeletionPolicy: "Retain",
  Properties: { BucketName: "gworld-dev-snapshots-000000000000-us-east-1" },
};
const Snapshots = {
  Type: "AWS::DynamoDB::Table",
  DeletionPolicy: "Retain",
  Properties: {
    TableName: "gworld-dev-Snapshots",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["worldId", "entry"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [
      { AttributeName: "worldId", KeyType: "HASH" },
      { AttributeName: "entry", KeyType: "RANGE" },
    ],
  },
};

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
  expect(await world.run(destroy, "--yes", "--with-data")).toMatchObject({ exit: 12 });
  expect(await world.connect().data.worlds.get("smallville")).toMatchObject({ status: "active" });
  expect(await world.run(destroy, "--yes", "--discard-worlds")).toMatchObject({ exit: 0 });
  expect(await world.told()).toEqual(["destroyed", "deployed"]);
  expect(await world.run(deploy, "--yes")).toMatchObject({ exit: 0, result: { result: "deployed" } });
});

const entry = {
  snapshotId: "01JAZZZZZZZZZZZZZZZZZZZZZZ",
  worldId: "smallville",
  state: "COMPLETE",
  createdAt: "2030-01-01T00:00:00.000Z",
  createdBy: "arn:aws:iam::000000000000:user/ada",
  consistency: "tick",
  labels: {},
  held: false,
  warnings: [],
} as const;
const cut = { tick: 7, seq: 21, epoch: 1, gen: 1, pauseMs: 0, at: entry.createdAt };

test("58: a paused world that a snapshot holds as it stands may go, until it is written to; others may not", async () => {
  world.content.set("storage", {
    resources: { WorldsTable: Worlds, SnapshotsTable: Snapshots, SnapshotsBucket: Archive },
  });
  expect(await world.run(deploy, "--yes")).toMatchObject({ exit: 0 });
  const { worlds, catalogue } = world.connect().data;
  const numbers = { tick: { N: "7" }, gen: { N: "1" }, epoch: { N: "1" }, seqCommitted: { N: "21" } };
  const row = { worldId: { S: "smallville" }, status: { S: "active" }, ...numbers };
  expect(await worlds.create(row)).toBe(true);
  expect(await catalogue.addSnapshot({ ...entry, cut: { ...cut, tick: 6, seq: 18 } })).toBe(true);
  await worlds.setStatus("smallville", ["active"], "paused");
  const older = await world.run(destroy, "--yes");
  expect(older).toMatchObject({ exit: 12, error: { message: expect.stringContaining("smallville at tick 7") } });

  const newer = { ...entry, snapshotId: "01JBZZZZZZZZZZZZZZZZZZZZZZ", cut };
  expect(await catalogue.addSnapshot(newer)).toBe(true);
  await worlds.setStatus("smallville", ["paused"], "active");
  expect(await world.run(destroy, "--yes")).toMatchObject({ exit: 12 });
  await worlds.setStatus("smallville", ["active"], "paused");
  const done = await world.run(destroy, "--yes");
  expect(done.stderr).toContain(`kept in snapshot ${newer.snapshotId}`);
  expect(done).toMatchObject({ exit: 0, result: { retained: expect.any(Array) } });
});
