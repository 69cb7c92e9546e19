import {
  BatchWriteItemCommand,
  type CreateTableCommandInput,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { contract } from "./endpoints.ts";

contract("DynamoDB", ({ name }, config) => {
  const db = () => new DynamoDBClient(config());
  const table = (TableName: string, more: Partial<CreateTableCommandInput> = {}) =>
    db().send(
      new CreateTableCommand({
        TableName,
        KeySchema: [
          { AttributeName: "g", KeyType: "HASH" },
          { AttributeName: "id", KeyType: "RANGE" },
        ],
        AttributeDefinitions: ["g", "id", "place"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        GlobalSecondaryIndexes: [
          {
            IndexName: "byPlace",
            KeySchema: [
              { AttributeName: "place", KeyType: "HASH" },
              { AttributeName: "id", KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "KEYS_ONLY" },
          },
        ],
        BillingMode: "PAY_PER_REQUEST",
        ...more,
      }),
    );
  const agent = (g: string, id: string) => ({ g: { S: g }, id: { S: id } });

  test("a table is described as it was made", async () => {
    await table("described", { DeletionProtectionEnabled: true, Tags: [{ Key: "a", Value: "b" }] });
    const { Table } = await db().send(new DescribeTableCommand({ TableName: "described" }));
    expect(Table).toMatchObject({
      TableName: "described",
      TableStatus: "ACTIVE",
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      DeletionProtectionEnabled: true,
      GlobalSecondaryIndexes: [{ IndexName: "byPlace", IndexStatus: "ACTIVE" }],
    });
    const { Tags } = await db().send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
    expect(Tags).toEqual([{ Key: "a", Value: "b" }]);
  });

  test("a protected table is not deleted", async () => {
    const TableName = "protected";
    await table(TableName, { DeletionProtectionEnabled: true });
    await expect(db().send(new DeleteTableCommand({ TableName }))).rejects.toMatchObject({
      name: "ValidationException",
    });
    await db().send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await db().send(new DeleteTableCommand({ TableName }));
  });

  test("recovery and time to live are switched on", async () => {
    const TableName = "settings";
    await table(TableName);
    await db().send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    const backups = await db().send(new DescribeContinuousBackupsCommand({ TableName }));
    expect(backups.ContinuousBackupsDescription).toMatchObject({
      ContinuousBackupsStatus: "ENABLED",
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" },
    });
    const TimeToLiveSpecification = { Enabled: true, AttributeName: "expires" };
    await db().send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    const ttl = await db().send(new DescribeTimeToLiveCommand({ TableName }));
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
  });

  test("a failed condition tells the item that is there", async () => {
    const TableName = "conditions";
    await table(TableName);
    const Item = { ...agent("w@1", "a"), n: { N: "1" } };
    await db().send(new PutItemCommand({ TableName, Item }));
    await expect(
      db().send(
        new PutItemCommand({
          TableName,
          Item,
          ConditionExpression: "attribute_not_exists(g)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      ),
    ).rejects.toMatchObject({ name: "ConditionalCheckFailedException", Item });
  });

  test("a transaction is done whole or not at all, and says why not", async () => {
    const TableName = "transactions";
    await table(TableName);
    const put = (id: string) => ({ Put: { TableName, Item: agent("w@1", id) } });
    const guard = {
      ConditionCheck: { TableName, Key: agent("w@1", "key"), ConditionExpression: "attribute_exists(g)" },
    };
    await expect(db().send(new TransactWriteItemsCommand({ TransactItems: [put("a"), guard] }))).rejects.toMatchObject({
      name: "TransactionCanceledException",
      CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }],
    });
    await db().send(new TransactWriteItemsCommand({ TransactItems: [put("b"), put("c")] }));
    const { Responses } = await db().send(
      new TransactGetItemsCommand({
        TransactItems: ["a", "b", "c"].map((id) => ({ Get: { TableName, Key: agent("w@1", id) } })),
      }),
    );
    expect(Responses?.map(({ Item }) => Item?.["id"]?.S)).toEqual([undefined, "b", "c"]);
  });

  test.skipIf(name === "moto")(
    "a token makes a transaction happen once (moto executes a repeated token again)",
    async () => {
      const TableName = "tokens";
      await table(TableName);
      const Key = agent("w@1", "counter");
      const TransactItems = [
        {
          Update: { TableName, Key, UpdateExpression: "ADD n :o", ExpressionAttributeValues: { ":o": { N: "1" } } },
        },
      ];
      for (let time = 0; time < 3; time += 1)
        await db().send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: "once" }));
      expect((await db().send(new GetItemCommand({ TableName, Key }))).Item?.["n"]).toEqual({ N: "1" });
    },
  );

  test("an index is read in order, and strong reads of it are refused", async () => {
    const TableName = "indexes";
    await table(TableName);
    for (const id of ["c", "a", "b"])
      await db().send(new PutItemCommand({ TableName, Item: { ...agent("w@1", id), place: { S: "inn" } } }));
    const read = {
      TableName,
      IndexName: "byPlace",
      KeyConditionExpression: "place = :p",
      ExpressionAttributeValues: { ":p": { S: "inn" } },
    };
    const { Items } = await db().send(new QueryCommand(read));
    expect(Items?.map(({ id }) => id?.S)).toEqual(["a", "b", "c"]);
    await expect(db().send(new QueryCommand({ ...read, ConsistentRead: true }))).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("Consistent reads are not supported on global secondary indexes"),
    });
  });

  test("segments of a scan together hold every item once", async () => {
    const TableName = "scans";
    await table(TableName);
    const ids = Array.from({ length: 50 }, (_, n) => `id${n}`);
    for (const page of [ids.slice(0, 25), ids.slice(25)])
      await db().send(
        new BatchWriteItemCommand({
          RequestItems: { [TableName]: page.map((id) => ({ PutRequest: { Item: agent(`w@${id}`, id) } })) },
        }),
      );
    const pages = await Promise.all(
      [0, 1, 2, 3].map((Segment) => db().send(new ScanCommand({ TableName, Segment, TotalSegments: 4 }))),
    );
    const found = pages.flatMap(({ Items = [] }) => Items.map(({ id }) => id?.S));
    expect(found).toHaveLength(50);
    expect(new Set(found)).toEqual(new Set(ids));
  });

  test.skipIf(name === "moto")("a batch takes 25 writes and not one more (moto takes more)", async () => {
    const TableName = "batches";
    await table(TableName);
    const puts = Array.from({ length: 26 }, (_, n) => ({ PutRequest: { Item: agent("w@1", String(n)) } }));
    await expect(db().send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }))).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  test.skipIf(name === "moto")("capacity is a matter of size (moto always says 1)", async () => {
    const TableName = "capacity";
    await table(TableName);
    const Item = { ...agent("w@1", "a"), body: { B: Buffer.alloc(4500) } };
    const { ConsumedCapacity } = await db().send(
      new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: "TOTAL" }),
    );
    expect(ConsumedCapacity?.CapacityUnits).toBe(5);
  });

  test("values are counted up, listed and removed by an expression", async () => {
    const TableName = "expressions";
    await table(TableName);
    const Key = agent("w@1", "a");
    await db().send(
      new PutItemCommand({ TableName, Item: { ...Key, n: { N: "1" }, l: { L: [{ S: "x" }] }, gone: { S: "y" } } }),
    );
    const { Attributes } = await db().send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: "SET l = list_append(l, :more), m = if_not_exists(m, :zero) ADD n :one REMOVE gone",
        ExpressionAttributeValues: {
          ":more": { L: [{ S: "z" }] },
          ":zero": { N: "0" },
          ":one": { N: "1" },
        },
        ReturnValues: "ALL_NEW",
      }),
    );
    expect(Attributes).toEqual({ ...Key, n: { N: "2" }, m: { N: "0" }, l: { L: [{ S: "x" }, { S: "z" }] } });
  });

  test("what is not there is not found", async () => {
    const TableName = "nowhere";
    await expect(db().send(new DescribeTableCommand({ TableName }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Requested resource not found: Table: nowhere not found",
    });
    await expect(db().send(new GetItemCommand({ TableName, Key: agent("w", "a") }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Requested resource not found",
    });
  });
});
