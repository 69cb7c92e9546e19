import {
  BatchWriteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTagsOfResourceCommand,
  TagResourceCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/local/json.ts";
import type { ExistingRequest, ResourceRequest, UpdateRequest } from "../../../src/local/resource.ts";
import { makeTable, serve, settled } from "./serve.ts";

const index = (name: string): JsonObject => ({
  IndexName: name,
  KeySchema: [{ AttributeName: "g", KeyType: "HASH" }],
  Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["name"] },
});

/** A table as this project's templates write it; numbers and booleans of a template may be text. */
const properties: JsonObject = {
  TableName: "gworld-dev-worlds",
  KeySchema: [{ AttributeName: "p", KeyType: "HASH" }],
  AttributeDefinitions: ["p", "g"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  GlobalSecondaryIndexes: [index("byGroup")],
  BillingMode: "PAY_PER_REQUEST",
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: "true" },
  SSESpecification: { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: "arn:aws:kms:eu-west-1:000000000000:key/k" },
  TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
  DeletionProtectionEnabled: true,
  Tags: [{ Key: "own", Value: "1" }],
};

const request = (changed: JsonObject = {}, token = "t1"): ResourceRequest => ({
  account: "000000000000",
  region: "eu-west-1",
  stackId: "arn:aws:cloudformation:eu-west-1:000000000000:stack/gworld-dev-storage/1",
  stackName: "gworld-dev-storage",
  logicalId: "WorldsTable",
  type: "AWS::DynamoDB::Table",
  properties: { ...properties, ...changed },
  tags: { stack: "storage" },
  token,
  generatedName: () => "gworld-dev-storage-WorldsTable-1ABC",
});
const existing = (changed: JsonObject = {}): ExistingRequest => ({
  ...request(changed),
  physicalId: "gworld-dev-worlds",
});
const update = (changed: JsonObject): UpdateRequest => ({ ...existing(changed), previous: properties });

async function provided() {
  const served = await serve();
  const [provider] = served.providers;
  if (provider === undefined) throw new Error("DynamoDB makes no resources");
  const described = async () =>
    (await served.db.send(new DescribeTableCommand({ TableName: "gworld-dev-worlds" }))).Table;
  return { ...served, provider, described };
}

const arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/gworld-dev-worlds";
const done = { state: "done", physicalId: "gworld-dev-worlds", attributes: { Arn: arn } };

test("a template's table is made with all its properties and the stack's tags", async () => {
  const { provider, db, described } = await provided();
  expect(await provider.create(request())).toEqual(done);
  const TableName = "gworld-dev-worlds";
  expect(await described()).toMatchObject({
    TableStatus: "ACTIVE",
    DeletionProtectionEnabled: true,
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    SSEDescription: { KMSMasterKeyArn: "arn:aws:kms:eu-west-1:000000000000:key/k" },
    GlobalSecondaryIndexes: [{ IndexName: "byGroup", Projection: { NonKeyAttributes: ["name"] } }],
  });
  const { ContinuousBackupsDescription } = await db.send(new DescribeContinuousBackupsCommand({ TableName }));
  expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe("ENABLED");
  expect((await db.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription).toEqual({
    TimeToLiveStatus: "ENABLED",
    AttributeName: "expires",
  });
  expect((await db.send(new ListTagsOfResourceCommand({ ResourceArn: arn }))).Tags).toEqual([
    { Key: "stack", Value: "storage" },
    { Key: "own", Value: "1" },
  ]);
});

test("a table without a name takes the generated one, and a stream has an ARN", async () => {
  const { provider } = await provided();
  const { TableName: _, ...unnamed } = properties;
  const step = await provider.create({
    ...request(),
    properties: { ...unnamed, StreamSpecification: { StreamViewType: "KEYS_ONLY" } },
  });
  expect(step).toMatchObject({
    state: "done",
    physicalId: "gworld-dev-storage-WorldsTable-1ABC",
    attributes: { StreamArn: expect.stringMatching(/table\/gworld-dev-storage-WorldsTable-1ABC\/stream\/2\d{3}-/) },
  });
});

test("asked again with its token it is the same table; another token finds the name taken", async () => {
  const { provider, described } = await provided();
  await provider.create(request());
  const first = (await described())?.TableId;
  expect(await provider.create(request())).toEqual(done);
  expect((await described())?.TableId).toBe(first);
  expect(await provider.create(request({}, "t2"))).toEqual({
    state: "failed",
    reason: `Resource handler returned message: "Resource of type 'AWS::DynamoDB::Table' with identifier 'gworld-dev-worlds' already exists." (RequestToken: t2, HandlerErrorCode: AlreadyExists)`,
  });
});

test("a table that somebody made by hand is not taken over", async () => {
  const { provider, db } = await provided();
  await makeTable(db, "gworld-dev-worlds");
  expect(await provider.create(request())).toMatchObject({ state: "failed", reason: /already exists/ });
});

test("what a new template says otherwise is changed, and only that", async () => {
  const { provider, db, described } = await provided();
  await provider.create(request());
  const before = await described();
  const changed = {
    DeletionProtectionEnabled: false,
    TimeToLiveSpecification: { AttributeName: "gone", Enabled: "true" },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
    BillingMode: "PROVISIONED",
    ProvisionedThroughput: { ReadCapacityUnits: "3", WriteCapacityUnits: 4 },
    GlobalSecondaryIndexes: [
      { ...index("byGroup"), ProvisionedThroughput: { ReadCapacityUnits: "1", WriteCapacityUnits: "2" } },
    ],
    SSESpecification: { SSEEnabled: false },
    Tags: [{ Key: "own", Value: "2" }],
  };
  for (let time = 0; time < 2; time += 1) expect(await provider.update(update(changed))).toEqual(done);
  const after = await described();
  expect(after).toMatchObject({
    TableId: before?.TableId,
    DeletionProtectionEnabled: false,
    ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 },
    GlobalSecondaryIndexes: [{ ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 } }],
  });
  expect(after?.SSEDescription).toBeUndefined();
  const TableName = "gworld-dev-worlds";
  expect((await db.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription?.AttributeName).toBe(
    "gone",
  );
  expect((await db.send(new ListTagsOfResourceCommand({ ResourceArn: arn }))).Tags).toContainEqual({
    Key: "own",
    Value: "2",
  });
});

test("a new index leaves the update pending until all items are in it", async () => {
  const { provider, db, described } = await provided();
  await provider.create(request());
  const items = Array.from({ length: 25 }, (_, n) => ({
    PutRequest: { Item: { p: { S: String(n) }, g: { S: "g" } } },
  }));
  await db.send(new BatchWriteItemCommand({ RequestItems: { "gworld-dev-worlds": items } }));
  const changed = { GlobalSecondaryIndexes: [index("byGroup"), index("second")] };
  expect(await provider.update(update(changed))).toEqual({ state: "pending", physicalId: "gworld-dev-worlds" });
  await expect.poll(() => provider.check?.(existing(changed), "update"), settled).toEqual(done);
  expect((await described())?.GlobalSecondaryIndexes?.map(({ ItemCount }) => ItemCount)).toEqual([25, 25]);
});

test.each([
  {
    indexes: [index("second")],
    reason: "Cannot perform more than one GSI creation or deletion in a single update",
  },
  {
    indexes: [{ ...index("byGroup"), Projection: { ProjectionType: "ALL" } }],
    reason:
      "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name.",
  },
])("an index change that DynamoDB cannot do fails: $reason", async ({ indexes, reason }) => {
  const { provider } = await provided();
  await provider.create(request());
  expect(await provider.update(update({ GlobalSecondaryIndexes: indexes }))).toMatchObject({
    state: "failed",
    reason: `Resource handler returned message: "${reason}" (RequestToken: t1, HandlerErrorCode: InvalidRequest)`,
  });
});

test("a protected table is not deleted; unprotected it is, as often as asked", async () => {
  const { provider, described } = await provided();
  await provider.create(request());
  expect(await provider.delete(existing())).toEqual({
    state: "failed",
    reason:
      'Resource handler returned message: "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first." (RequestToken: t1, HandlerErrorCode: InvalidRequest)',
    physicalId: "gworld-dev-worlds",
  });
  await provider.update(update({ DeletionProtectionEnabled: false }));
  for (let time = 0; time < 2; time += 1)
    expect(await provider.delete(existing())).toMatchObject({ state: "done", physicalId: "gworld-dev-worlds" });
  await expect(described()).rejects.toThrow("not found");
});

test("an update of a table that is gone says so", async () => {
  const { provider, db } = await provided();
  await provider.create(request({ DeletionProtectionEnabled: false }));
  await db.send(new DeleteTableCommand({ TableName: "gworld-dev-worlds" }));
  expect(await provider.update(update({}))).toMatchObject({ state: "failed", reason: /was not found/ });
});

test("properties that DynamoDB refuses fail with its words", async () => {
  const { provider } = await provided();
  expect(await provider.create(request({ KeySchema: [{ AttributeName: "q", KeyType: "HASH" }] }))).toMatchObject({
    state: "failed",
    reason: expect.stringContaining("Some index key attributes are not defined in AttributeDefinitions"),
  });
});

test("a table is seen with its tags and attributes in the template's order, without the stack's tags", async () => {
  const { provider, db } = await provided();
  const AttributeDefinitions = ["g", "p"].map((AttributeName) => ({ AttributeName, AttributeType: "S" }));
  const Tags = [
    { Key: "z", Value: "1" },
    { Key: "own", Value: "1" },
  ];
  await provider.create(request({ AttributeDefinitions, Tags }));
  const seen = async () => (await provider.read?.(existing({ AttributeDefinitions, Tags })))?.properties;
  expect(await seen()).toMatchObject({ AttributeDefinitions, Tags });
  await db.send(new TagResourceCommand({ ResourceArn: arn, Tags: [{ Key: "own", Value: "by hand" }] }));
  expect(await seen()).toMatchObject({ Tags: [Tags[0], { Key: "own", Value: "by hand" }] });
});
