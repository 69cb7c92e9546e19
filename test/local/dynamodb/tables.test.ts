import { crc32 } from "node:zlib";
import {
  BatchWriteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { handClock } from "../fake-ground.ts";
import { grouped, makeTable, serve } from "./serve.ts";

const TableName = "worlds";
const Key = { p: { S: "p" }, s: { S: "s" } };

test("a table tells what it was made with, over a restart", async () => {
  const first = await serve({ account: "111122223333" });
  const { TableDescription } = await makeTable(first.db, TableName, {
    ...grouped,
    DeletionProtectionEnabled: true,
    TableClass: "STANDARD_INFREQUENT_ACCESS",
    OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: 200 },
    SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: "arn:aws:kms:eu-west-1:111122223333:key/k" },
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    Tags: [{ Key: "environment", Value: "dev" }],
  });
  expect(TableDescription?.TableStatus).toBe("CREATING");
  await first.db.send(new PutItemCommand({ TableName, Item: Key }));
  await first.stop();
  const { db } = await serve({ dir: first.dir, account: "111122223333" });
  const { Table } = await db.send(new DescribeTableCommand({ TableName }));
  const arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/worlds";
  expect(Table).toMatchObject({
    TableName,
    TableArn: arn,
    TableStatus: "ACTIVE",
    ItemCount: 1,
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
    DeletionProtectionEnabled: true,
    TableClassSummary: { TableClass: "STANDARD_INFREQUENT_ACCESS" },
    OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: 200 },
    SSEDescription: {
      Status: "ENABLED",
      SSEType: "KMS",
      KMSMasterKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/k",
    },
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    GlobalSecondaryIndexes: [{ IndexName: "byGroup", IndexArn: `${arn}/index/byGroup`, IndexStatus: "ACTIVE" }],
  });
  expect(Table?.LatestStreamArn).toBe(`${arn}/stream/${Table?.LatestStreamLabel}`);
  expect((await db.send(new ListTagsOfResourceCommand({ ResourceArn: arn }))).Tags).toEqual([
    { Key: "environment", Value: "dev" },
  ]);
  expect((await db.send(new GetItemCommand({ TableName: arn, Key }))).Item).toEqual(Key);
});

test("a protected table stays until its protection is off", async () => {
  const { db } = await serve();
  await makeTable(db, TableName, { DeletionProtectionEnabled: true });
  await expect(db.send(new DeleteTableCommand({ TableName }))).rejects.toMatchObject({
    name: "ValidationException",
    message:
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
  });
  await db.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  expect((await db.send(new DeleteTableCommand({ TableName }))).TableDescription?.TableStatus).toBe("DELETING");
  await expect(db.send(new DescribeTableCommand({ TableName }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Requested resource not found: Table: worlds not found",
  });
});

test("a table that is made again under its name is empty", async () => {
  const { db } = await serve();
  await makeTable(db, TableName, grouped);
  await db.send(new PutItemCommand({ TableName, Item: { ...Key, g: { S: "g" } } }));
  await db.send(new DeleteTableCommand({ TableName }));
  await makeTable(db, TableName, grouped);
  expect((await db.send(new GetItemCommand({ TableName, Key }))).Item).toBeUndefined();
  const { Count } = await db.send(
    new QueryCommand({
      TableName,
      IndexName: "byGroup",
      KeyConditionExpression: "g = :g",
      ExpressionAttributeValues: { ":g": { S: "g" } },
    }),
  );
  expect(Count).toBe(0);
});

test("a name is taken once a Region, and Regions do not see each other's tables", async () => {
  const { db, client } = await serve();
  const other = client("us-east-1");
  await makeTable(db, TableName);
  await expect(makeTable(db, TableName)).rejects.toMatchObject({
    name: "ResourceInUseException",
    message: "Table already exists: worlds",
  });
  await makeTable(other, TableName);
  await db.send(new PutItemCommand({ TableName, Item: Key }));
  expect((await other.send(new GetItemCommand({ TableName, Key }))).Item).toBeUndefined();
  await other.send(new DeleteTableCommand({ TableName }));
  expect((await db.send(new ListTablesCommand({}))).TableNames).toEqual([TableName]);
});

test("tables are listed in order and in pages", async () => {
  const { db } = await serve();
  for (const name of ["ccc", "aaa", "bbb"]) await makeTable(db, name);
  const first = await db.send(new ListTablesCommand({ Limit: 2 }));
  expect(first).toMatchObject({ TableNames: ["aaa", "bbb"], LastEvaluatedTableName: "bbb" });
  const rest = await db.send(new ListTablesCommand({ Limit: 2, ExclusiveStartTableName: "bbb" }));
  expect(rest.TableNames).toEqual(["ccc"]);
  expect(rest.LastEvaluatedTableName).toBeUndefined();
});

test("point-in-time recovery is off until it is switched on, and says how far back it reaches", async () => {
  const clock = handClock(Date.parse("2026-03-01T00:00:00Z"));
  const { db } = await serve({ clock });
  await makeTable(db, TableName);
  const described = async () =>
    (await db.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription;
  expect(await described()).toEqual({
    ContinuousBackupsStatus: "ENABLED",
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" },
  });
  await db.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
    }),
  );
  await clock.advance(3_600_000);
  expect((await described())?.PointInTimeRecoveryDescription).toEqual({
    PointInTimeRecoveryStatus: "ENABLED",
    RecoveryPeriodInDays: 7,
    EarliestRestorableDateTime: new Date("2026-03-01T00:00:00Z"),
    LatestRestorableDateTime: new Date("2026-03-01T00:55:00Z"),
  });
  await expect(db.send(new DescribeContinuousBackupsCommand({ TableName: "none" }))).rejects.toMatchObject({
    name: "TableNotFoundException",
  });
});

test("time to live is one attribute, switched on and off", async () => {
  const { db } = await serve();
  await makeTable(db, TableName);
  const change = (Enabled: boolean, AttributeName: string) =>
    db.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } }));
  const described = async () => (await db.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
  expect(await described()).toEqual({ TimeToLiveStatus: "DISABLED" });
  await change(true, "expires");
  expect(await described()).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
  await expect(change(true, "expires")).rejects.toThrow("TimeToLive is already enabled");
  await expect(change(true, "other")).rejects.toThrow(
    "TimeToLive is active on a different AttributeName: current AttributeName is expires",
  );
  await change(false, "expires");
  await expect(change(false, "expires")).rejects.toThrow("TimeToLive is already disabled");
});

test("tags are added, replaced and taken away", async () => {
  const { db } = await serve();
  const { TableDescription } = await makeTable(db, TableName);
  const ResourceArn = TableDescription?.TableArn;
  await db.send(
    new TagResourceCommand({
      ResourceArn,
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    }),
  );
  await db.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "a", Value: "3" }] }));
  await db.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["b"] }));
  expect((await db.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags).toEqual([{ Key: "a", Value: "3" }]);
});

test("billing changes both ways", async () => {
  const { db } = await serve();
  await makeTable(db, TableName);
  const throughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
  await db.send(new UpdateTableCommand({ TableName, BillingMode: "PROVISIONED", ProvisionedThroughput: throughput }));
  const { Table } = await db.send(new DescribeTableCommand({ TableName }));
  expect(Table?.BillingModeSummary).toBeUndefined();
  expect(Table?.ProvisionedThroughput).toMatchObject(throughput);
  await expect(
    db.send(new UpdateTableCommand({ TableName, BillingMode: "PAY_PER_REQUEST", ProvisionedThroughput: throughput })),
  ).rejects.toThrow("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified");
  await db.send(new UpdateTableCommand({ TableName, BillingMode: "PAY_PER_REQUEST" }));
  expect((await db.send(new DescribeTableCommand({ TableName }))).Table?.ProvisionedThroughput).toMatchObject({
    ReadCapacityUnits: 0,
    WriteCapacityUnits: 0,
  });
});

test.each([
  {
    AttributeDefinitions: [{ AttributeName: "p", AttributeType: "S" as const }],
    message: "Invalid KeySchema: Some index key attribute have no definition",
  },
  {
    AttributeDefinitions: ["p", "s", "x"].map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
    message: "Number of attributes in KeySchema does not exactly match number of attributes defined",
  },
])("a table whose attributes do not fit its keys is refused: $message", async ({ AttributeDefinitions, message }) => {
  const { db } = await serve();
  await expect(makeTable(db, TableName, { AttributeDefinitions })).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining(message),
  });
});

test("a batch of more than 25 writes, or of one item twice, is refused whole", async () => {
  const { db } = await serve();
  await makeTable(db, TableName);
  const put = (s: string) => ({ PutRequest: { Item: { p: { S: "p" }, s: { S: s } } } });
  const batch = (puts: readonly ReturnType<typeof put>[]) =>
    db.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [...puts] } }));
  await expect(batch(Array.from({ length: 26 }, (_, n) => put(String(n))))).rejects.toMatchObject({
    name: "ValidationException",
  });
  await expect(batch([put("s"), put("s")])).rejects.toThrow("Provided list of item keys contains duplicates");
  expect((await db.send(new GetItemCommand({ TableName, Key }))).Item).toBeUndefined();
});

test("an operation that is not there says so with its name", async () => {
  const { db } = await serve();
  await expect(db.send(new ExecuteStatementCommand({ Statement: "SELECT * FROM worlds" }))).rejects.toMatchObject({
    name: "UnsupportedOperation",
    message: "DynamoDB ExecuteStatement is not part of the local cloud.",
    $metadata: { httpStatusCode: 501 },
  });
});

test("answers carry the checksum of their bytes, and what is no JSON is refused", async () => {
  const { endpoint } = await serve();
  const ask = (body: string) =>
    fetch(endpoint, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.ListTables",
        authorization:
          "AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      },
    });
  const good = await ask("{}");
  expect(good.headers.get("x-amz-crc32")).toBe(String(crc32(await good.text())));
  const bad = await ask("{");
  expect(bad.status).toBe(400);
  expect(await bad.json()).toMatchObject({ __type: "com.amazon.coral.service#SerializationException" });
});
