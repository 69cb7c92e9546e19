import { randomUUID } from "node:crypto";
import {
  type AttributeValue,
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

  const documents = {
    list: { L: [{ M: { who: { S: "ann" }, at: { N: "1" } } }, { L: [{ N: "2.50" }, { NULL: true }] }] },
    map: { M: { a: { L: [{ S: "x" }] }, b: { M: { c: { BOOL: false } } } } },
    names: { SS: ["a", "b", "c"] },
    numbers: { NS: ["1", "20"] },
    bytes: { BS: [Buffer.from("1"), Buffer.from("2")] },
    number: { N: "1" },
  } satisfies Record<string, AttributeValue>;
  /** Whether a condition on the documents is met, asked of a write, a filter and a transaction, which must agree. */
  const asked = async (condition: string, values: Record<string, AttributeValue>) => {
    const TableName = `documents-${randomUUID()}`;
    await table(TableName);
    const Key = agent("w@1", "a");
    const expression = {
      TableName,
      // Some names are reserved words.
      ExpressionAttributeNames: Object.fromEntries((condition.match(/#\w+/g) ?? []).map((one) => [one, one.slice(1)])),
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    };
    const met = (sent: Promise<unknown>) =>
      sent.then(
        () => true,
        (error: Error) => {
          if (!/ConditionalCheckFailed/.test(`${error.name} ${error.message}`)) throw error;
          return false;
        },
      );
    const Item = { ...Key, ...documents };
    await db().send(new PutItemCommand({ TableName, Item }));
    const conditional = { ...expression, ConditionExpression: condition };
    const Put = { ...conditional, Item };
    const ConditionCheck = { ...conditional, Key };
    const { Items = [] } = await db().send(new ScanCommand({ ...expression, FilterExpression: condition }));
    return {
      write: await met(db().send(new PutItemCommand(Put))),
      filter: Items.length === 1,
      transactWrite: await met(db().send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }))),
      transactCheck: await met(db().send(new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck }] }))),
    };
  };
  const agreed = (met: boolean) => ({ write: met, filter: met, transactWrite: met, transactCheck: met });

  const { list, map } = documents;
  const otherList = { L: [list.L[0] ?? map, { L: [{ N: "2.51" }, { NULL: true }] }] } satisfies AttributeValue;
  const longer = { M: { ...map.M, d: { S: "" } } } satisfies AttributeValue;
  const equalities: readonly (readonly [string, Record<string, AttributeValue>, boolean])[] = [
    ["#list = :v", { ":v": list }, true],
    ["#list = :v", { ":v": otherList }, false],
    ["#list <> :v", { ":v": list }, false],
    ["#list <> :v", { ":v": otherList }, true],
    ["#map = :v", { ":v": { M: { b: map.M.b, a: map.M.a } } }, true],
    ["#map = :v", { ":v": longer }, false],
    ["#map.#a = :v", { ":v": map.M.a }, true],
    ["#map IN (:u, :v)", { ":u": longer, ":v": map }, true],
    ["#list IN (:u, :v)", { ":u": otherList, ":v": map }, false],
    ["contains(#list, :v)", { ":v": { M: { at: { N: "1" }, who: { S: "ann" } } } }, true],
    ["contains(#list, :v)", { ":v": { M: { at: { N: "2" }, who: { S: "ann" } } } }, false],
    ["NOT contains(#list, :v)", { ":v": { S: "ann" } }, true],
    ["#list[0] = :v AND #map <> :v", { ":v": { M: { at: { N: "1" }, who: { S: "ann" } } } }, true],
    ["#names = :v", { ":v": { SS: ["c", "a", "b"] } }, true],
    ["#names = :v", { ":v": { SS: ["c", "a", "d"] } }, false],
    ["#numbers = :v", { ":v": { NS: ["2E1", "1.0"] } }, true],
    ["#bytes = :v", { ":v": { BS: [Buffer.from("2"), Buffer.from("1")] } }, true],
    ["#number = :v", { ":v": { N: "1.0" } }, true],
    ["#number = :v", { ":v": { S: "1" } }, false],
    ["contains(#numbers, :v)", { ":v": { N: "20.0" } }, true],
    ["#gone <> #list", {}, true],
    ["size(#map) = :v", { ":v": { N: "2" } }, true],
  ];
  test.each(equalities)("documents are equal by what is in them: %s of %j is %s", async (condition, values, met) => {
    expect(await asked(condition, values)).toEqual(agreed(met));
  });

  test.skipIf(name === "moto")("what is not there equals nothing (moto: two such are equal)", async () => {
    expect(await asked("#gone = #nowhere", {})).toEqual(agreed(false));
    expect(await asked("#gone <> #nowhere", {})).toEqual(agreed(true));
  });

  test("a filter is applied after the limit and before the projection, and counted", async () => {
    const TableName = "filters";
    await table(TableName);
    const [ann, bob] = [{ L: [{ M: { who: { S: "ann" } } }] }, { L: [{ M: { who: { S: "bob" } } }] }];
    for (const [index, list] of [ann, bob, ann, ann].entries())
      await db().send(
        new PutItemCommand({ TableName, Item: { ...agent("w@1", String(index)), list, place: { S: "inn" } } }),
      );
    const query = {
      TableName,
      KeyConditionExpression: "g = :g",
      FilterExpression: "#l = :ann",
      ExpressionAttributeNames: { "#l": "list" },
      ExpressionAttributeValues: { ":g": { S: "w@1" }, ":ann": ann },
      Limit: 3,
    };
    const read = await db().send(new QueryCommand({ ...query, ProjectionExpression: "id, place" }));
    expect(read).toMatchObject({ Count: 2, ScannedCount: 3, LastEvaluatedKey: agent("w@1", "2") });
    expect(read.Items).toEqual(["0", "2"].map((id) => ({ id: { S: id }, place: { S: "inn" } })));
    const counted = await db().send(new QueryCommand({ ...query, Select: "COUNT" }));
    expect(counted).toMatchObject({ Count: 2, ScannedCount: 3 });
    expect(counted.Items).toBeUndefined();
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
