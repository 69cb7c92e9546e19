import { createHash } from "node:crypto";
import {
  BatchWriteItemCommand,
  type AttributeValue,
  DeleteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { grouped, makeTable, serve, settled } from "./serve.ts";

const item = (p: string, s: string, g = "all") => ({ p: { S: p }, s: { S: s }, g: { S: g } });

async function fill(db: DynamoDBClient, names: readonly string[]) {
  for (let start = 0; start < names.length; start += 25) {
    const page = names.slice(start, start + 25).map((name) => ({ PutRequest: { Item: item(name, "0") } }));
    await db.send(new BatchWriteItemCommand({ RequestItems: { things: page } }));
  }
}

/** All keys of the group, page by page. */
async function members(db: DynamoDBClient, Limit: number, ScanIndexForward = true): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await db.send(
      new QueryCommand({
        TableName: "things",
        IndexName: "byGroup",
        KeyConditionExpression: "g = :g",
        ExpressionAttributeValues: { ":g": { S: "all" } },
        ScanIndexForward,
        Limit,
        ExclusiveStartKey,
      }),
    );
    found.push(...(page.Items ?? []).map((one) => one["p"]?.S));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return found;
}

test.each([1, 7, 100])("items with one index key are each read once, %i a page, both ways", async (limit) => {
  const { db } = await serve();
  await makeTable(db, "things", grouped);
  const names = Array.from({ length: 60 }, (_, n) => `n${n}`);
  await fill(db, names);
  const forward = await members(db, limit);
  expect(forward).toHaveLength(names.length);
  expect(new Set(forward)).toEqual(new Set(names));
  expect(await members(db, limit, false)).toEqual(forward.toReversed());
});

/** Two names whose keys share the 24 bits of a hash that tell dynalite's index entries apart. */
function twins(): [string, string] {
  const seen = new Map<string, string>();
  for (let n = 0; ; n += 1) {
    const name = `twin${n}`;
    const hash = createHash("md5").update("Outliers").update(name).update("0").digest("hex").slice(0, 6);
    const other = seen.get(hash);
    if (other !== undefined) return [other, name];
    seen.set(hash, name);
  }
}

test("items whose hashes collide do not push each other out of an index", async () => {
  const { db } = await serve();
  await makeTable(db, "things", grouped);
  const pair = twins();
  await fill(db, pair);
  expect(new Set(await members(db, 1))).toEqual(new Set(pair));
  await db.send(new DeleteItemCommand({ TableName: "things", Key: { p: { S: pair[0] }, s: { S: "0" } } }));
  expect(await members(db, 10)).toEqual([pair[1]]);
});

test("a new index takes in what is there, says CREATING until then, and counts what it holds", async () => {
  const { db } = await serve();
  await makeTable(db, "things");
  await fill(db, ["a", "b", "c"]);
  await db.send(new PutItemCommand({ TableName: "things", Item: { p: { S: "d" }, s: { S: "0" } } }));
  const { GlobalSecondaryIndexes = [], AttributeDefinitions = [] } = grouped;
  const [Create] = GlobalSecondaryIndexes;
  const { TableDescription } = await db.send(
    new UpdateTableCommand({ TableName: "things", AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create }] }),
  );
  expect(TableDescription).toMatchObject({
    TableStatus: "UPDATING",
    GlobalSecondaryIndexes: [{ IndexStatus: "CREATING", Backfilling: true }],
  });
  await expect
    .poll(async () => (await db.send(new DescribeTableCommand({ TableName: "things" }))).Table, settled)
    .toMatchObject({
      TableStatus: "ACTIVE",
      ItemCount: 4,
      GlobalSecondaryIndexes: [{ IndexStatus: "ACTIVE", ItemCount: 3 }],
    });
  expect(new Set(await members(db, 2))).toEqual(new Set(["a", "b", "c"]));
});

test("an index that is deleted and made again holds nothing old", async () => {
  const { db } = await serve();
  await makeTable(db, "things", grouped);
  await fill(db, ["a"]);
  const change = (update: object) =>
    db.send(
      new UpdateTableCommand({
        TableName: "things",
        AttributeDefinitions: grouped.AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [update],
      }),
    );
  await change({ Delete: { IndexName: "byGroup" } });
  const { Table } = await db.send(new DescribeTableCommand({ TableName: "things" }));
  expect(Table?.GlobalSecondaryIndexes).toBeUndefined();
  expect(Table?.AttributeDefinitions?.map(({ AttributeName }) => AttributeName)).toEqual(["p", "s"]);
  await expect(members(db, 10)).rejects.toThrow("The table does not have the specified index: byGroup");
  await db.send(new DeleteItemCommand({ TableName: "things", Key: { p: { S: "a" }, s: { S: "0" } } }));
  await change({ Create: grouped.GlobalSecondaryIndexes?.[0] });
  await expect.poll(() => members(db, 10), settled).toEqual([]);
});

test("only one index may be made or deleted at a time", async () => {
  const { db } = await serve();
  await makeTable(db, "things", grouped);
  const Create = grouped.GlobalSecondaryIndexes?.[0];
  await expect(
    db.send(
      new UpdateTableCommand({
        TableName: "things",
        AttributeDefinitions: grouped.AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [
          { Delete: { IndexName: "byGroup" } },
          { Create: { ...Create, IndexName: "other", KeySchema: Create?.KeySchema, Projection: Create?.Projection } },
        ],
      }),
    ),
  ).rejects.toMatchObject({
    name: "LimitExceededException",
    message: "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
  });
});
