import { describe, expect, test } from "vitest";
import { declaredName, standingAlone } from "../../src/model/declared-name.ts";
import { importTemplate } from "../../src/model/import/plan.ts";
import { missingIndexes, tableAsItIs, tableMismatch } from "../../src/model/import/table.ts";
import { fromTerraform } from "../../src/model/import/terraform.ts";
import { readWish, refuseTwice } from "../../src/model/import/wish.ts";

const place = { account: "123456789012", region: "eu-west-1" };

test.each([
  [
    "storage/WorldsTable=gworld-dev-Worlds",
    { part: "storage", logicalId: "WorldsTable", physicalId: "gworld-dev-Worlds" },
  ],
  ["gworld-dev-network/Vpc=vpc-1", { part: "network", logicalId: "Vpc", physicalId: "vpc-1" }],
  ["compute/Service=arn:aws:ecs:x/y=z", { part: "compute", logicalId: "Service", physicalId: "arn:aws:ecs:x/y=z" }],
])("%s is read", (text, wish) => {
  expect(readWish("dev", text)).toEqual(wish);
});

test.each(["storage", "storage/WorldsTable", "WorldsTable=x", "storage/=x", "storage/WorldsTable=", "storage/a b=c"])(
  "%s is not understood",
  (text) => {
    expect(() => readWish("dev", text)).toThrow(expect.objectContaining({ code: "usage" }));
  },
);

test("an unknown stack is not found, and nothing is named twice", () => {
  expect(() => readWish("dev", "storrage/X=y")).toThrow(expect.objectContaining({ code: "notFound" }));
  const [one, place2, thing] = ["storage/A=x", "storage/A=y", "storage/B=x"].map((text) => readWish("dev", text));
  if (!one || !place2 || !thing) throw new Error("three wishes");
  expect(() => refuseTwice([one, place2])).toThrow("storage/A is named twice");
  expect(() => refuseTwice([one, thing])).toThrow("x is named twice");
});

test.each([
  ["plain", "plain"],
  [{ "Fn::Sub": "gworld-dev-${AWS::AccountId}-${AWS::Region}" }, "gworld-dev-123456789012-eu-west-1"],
  [{ "Fn::Sub": "gworld-${Other}" }, undefined],
  [{ "Fn::Join": ["-", ["a", { Ref: "AWS::Region" }]] }, "a-eu-west-1"],
  [{ "Fn::Join": ["-", ["a", { Ref: "Other" }]] }, undefined],
  [{ Ref: "Other" }, undefined],
  [undefined, undefined],
])("the name %j is %s", (value, expected) => {
  expect(declaredName(value, place)).toBe(expected);
});

test("properties that name something else are left out", () => {
  const given = { Name: "a", Key: { "Fn::GetAtt": ["K", "Arn"] }, Rules: [{ Ref: "R" }], Length: { A: 1 } };
  expect(standingAlone(given)).toEqual({ Name: "a", Length: { A: 1 } });
});

const key = (name: string, role: "HASH" | "RANGE" = "HASH", type: "S" | "N" | "B" = "S") => ({ name, role, type });
const live = {
  name: "gworld-dev-Agents",
  status: "ACTIVE",
  key: [key("g"), key("agentId", "RANGE")],
  indexes: [{ name: "byPlace", key: [key("turn", "HASH", "N")], projection: { type: "INCLUDE", attributes: ["a"] } }],
};
const declared = {
  AttributeDefinitions: [
    { AttributeName: "agentId", AttributeType: "S" },
    { AttributeName: "g", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "g", KeyType: "HASH" },
    { AttributeName: "agentId", KeyType: "RANGE" },
  ],
};

test.each([
  { found: live.key, says: "fits" },
  { found: [...live.key].reverse(), says: "fits" },
  { found: [key("g")], says: "its key is g (S), and gworld's is g (S), agentId (S)" },
  { found: [key("g", "HASH", "N"), key("agentId", "RANGE")], says: "g (N), agentId (S)" },
  { found: [key("world_id"), key("agentId", "RANGE")], says: "world_id" },
])("a table with the key $found fits, or is told: $says", ({ found, says }) => {
  expect(tableMismatch(declared, { ...live, key: found }) ?? "fits").toContain(says);
});

test("a table is declared as it is, with every attribute of its keys once", () => {
  expect(tableAsItIs(live)).toEqual({
    TableName: "gworld-dev-Agents",
    KeySchema: declared.KeySchema,
    AttributeDefinitions: [
      { AttributeName: "g", AttributeType: "S" },
      { AttributeName: "agentId", AttributeType: "S" },
      { AttributeName: "turn", AttributeType: "N" },
    ],
    BillingMode: "PAY_PER_REQUEST",
    GlobalSecondaryIndexes: [
      {
        IndexName: "byPlace",
        KeySchema: [{ AttributeName: "turn", KeyType: "HASH" }],
        Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["a"] },
      },
    ],
  });
  expect(tableAsItIs({ ...live, indexes: [], capacity: { read: 5, write: 6 } })).toMatchObject({
    BillingMode: "PROVISIONED",
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
  });
});

test("indexes that are declared and not there are known", () => {
  const indexes = ["byPlace", "byOwner", "byStatus"].map((IndexName) => ({ IndexName }));
  expect(missingIndexes({ GlobalSecondaryIndexes: indexes }, live)).toEqual(["byOwner", "byStatus"]);
});

test("an import adds to the deployed template, changes nothing else of it, and retains what it takes", () => {
  const deployed = JSON.stringify({
    Description: "d",
    Resources: { Old: { Type: "T" } },
    Outputs: { O: { Value: "1" } },
  });
  const resource = { logicalId: "New", type: "N", physicalId: "n", identifier: {}, properties: { A: 1 } };
  const added = { Type: "N", DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain", Properties: { A: 1 } };
  expect(JSON.parse(importTemplate("s", deployed, [resource]))).toEqual({
    Description: "d",
    Resources: { Old: { Type: "T" }, New: added },
    Outputs: { O: { Value: "1" } },
  });
  expect(JSON.parse(importTemplate("s", undefined, [resource]))).toMatchObject({ Resources: { New: added } });
  expect(() => importTemplate("s", "Resources:\n  A: {}", [resource])).toThrow(
    expect.objectContaining({ code: "refused" }),
  );
});

describe("a Terraform state", () => {
  const where = { ...place, file: "state.json", environment: "dev" };
  const table = (name: string, attributes: object, over: object = {}) => ({
    mode: "managed",
    type: "aws_dynamodb_table",
    name,
    instances: [{ attributes: { arn: `arn:aws:dynamodb:eu-west-1:123456789012:table/x`, ...attributes } }],
    ...over,
  });
  const read = (...resources: object[]) => fromTerraform(JSON.stringify({ version: 4, resources }), where);

  test("a table whose name and key are gworld's is adopted", () => {
    const { wishes, refused } = read(table("worlds", { name: "gworld-dev-Worlds", hash_key: "worldId" }));
    expect(refused).toEqual([]);
    expect(wishes).toEqual([
      { part: "storage", logicalId: "WorldsTable", physicalId: "gworld-dev-Worlds", from: "aws_dynamodb_table.worlds" },
    ]);
  });

  test.each([
    {
      name: "worlds",
      attributes: { name: "generative-world-worlds-dev", hash_key: "worldId" },
      says: "cannot be renamed",
    },
    {
      name: "worlds",
      attributes: { name: "gworld-dev-Worlds", hash_key: "world_id" },
      says: "its key is world_id, and gworld's is worldId",
    },
    {
      name: "memory_streams",
      attributes: { name: "x", hash_key: "a", range_key: "b" },
      says: "gworld-dev-MemoryStreams",
    },
    { name: "locks", attributes: { name: "terraform-locks", hash_key: "LockID" }, says: "locks Terraform's state" },
    { name: "orders", attributes: { name: "orders", hash_key: "id" }, says: "none of gworld's tables" },
    {
      name: "worlds",
      attributes: { name: "gworld-dev-Worlds", hash_key: "worldId", arn: "arn:aws:dynamodb:us-east-1:9:table/x" },
      says: "it is in us-east-1",
    },
  ])("a table $name that does not fit is told: $says", ({ name, attributes, says }) => {
    const { wishes, refused } = read(table(name, attributes));
    expect(wishes).toEqual([]);
    expect(refused).toMatchObject([{ from: `aws_dynamodb_table.${name}`, reason: expect.stringContaining(says) }]);
  });

  test("modules and for_each are part of the address, and tell which table is meant", () => {
    const instances = [{ index_key: "agents", attributes: { name: "a", hash_key: "g", range_key: "agentId" } }];
    const { refused } = read(table("this", {}, { module: "module.storage", instances }));
    expect(refused).toMatchObject([
      {
        from: 'module.storage.aws_dynamodb_table.this["agents"]',
        reason: expect.stringContaining("gworld-dev-Agents"),
      },
    ]);
  });

  test("of buckets the one for snapshots is adopted, and the state backend stays Terraform's", () => {
    const bucket = (name: string) => ({
      mode: "managed",
      type: "aws_s3_bucket",
      name,
      instances: [{ attributes: { bucket: `b-${name}` } }],
    });
    const { wishes, refused, others } = read(
      bucket("snapshots"),
      bucket("terraform-state"),
      bucket("assets"),
      { mode: "data", type: "aws_caller_identity", name: "me", instances: [{}] },
      { mode: "managed", type: "aws_vpc", name: "main", instances: [{ attributes: { secret: "hunter2" } }] },
    );
    expect(wishes).toMatchObject([{ logicalId: "SnapshotsBucket", physicalId: "b-snapshots" }]);
    expect(refused.map(({ physicalId, reason }) => `${physicalId}: ${reason}`)).toEqual([
      expect.stringMatching(/^b-terraform-state: it holds Terraform's state/),
      expect.stringMatching(/^b-assets: it is not the bucket for snapshots/),
    ]);
    expect(others).toBe(1);
  });

  test.each([
    ["{", "is no JSON"],
    ['{"version":3,"modules":[]}', "has format version 3, not 4"],
    ["[]", "is no Terraform state"],
    ['{"version":4,"resources":"x"}', "is no Terraform state"],
  ])("%s is refused", (text, says) => {
    expect(() => fromTerraform(text, where)).toThrow(
      expect.objectContaining({
        code: "usage",
        message: `state.json ${says}.`,
        hint: expect.stringContaining("terraform state pull"),
      }),
    );
  });
});
