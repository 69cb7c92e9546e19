import { DeleteItemCommand, type DynamoDBClient, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { makeTable, serve } from "./serve.ts";

const Key = { p: { S: "p" }, s: { S: "s" } };
const Item = { ...Key, owner: { S: "me" } };
const at = { TableName: "locks" } as const;
const condition = {
  ConditionExpression: "#o = :you",
  ExpressionAttributeNames: { "#o": "owner" },
  ExpressionAttributeValues: { ":you": { S: "you" } },
} as const;

type Returned = "ALL_OLD" | "NONE";

const writes = {
  PutItem: (db: DynamoDBClient, ReturnValuesOnConditionCheckFailure?: Returned) =>
    db.send(new PutItemCommand({ ...at, ...condition, Item: Key, ReturnValuesOnConditionCheckFailure })),
  UpdateItem: (db: DynamoDBClient, ReturnValuesOnConditionCheckFailure?: Returned) =>
    db.send(
      new UpdateItemCommand({
        ...at,
        ...condition,
        Key,
        UpdateExpression: "REMOVE #o",
        ReturnValuesOnConditionCheckFailure,
      }),
    ),
  DeleteItem: (db: DynamoDBClient, ReturnValuesOnConditionCheckFailure?: Returned) =>
    db.send(new DeleteItemCommand({ ...at, ...condition, Key, ReturnValuesOnConditionCheckFailure })),
};

const failure = { name: "ConditionalCheckFailedException", message: "The conditional request failed" };

test.each(Object.entries(writes))("%s tells the item that failed its condition when asked to", async (_, write) => {
  const { db } = await serve();
  await makeTable(db, "locks");
  await db.send(new PutItemCommand({ ...at, Item }));
  await expect(write(db)).rejects.toMatchObject({ ...failure, Item: undefined });
  await expect(write(db, "ALL_OLD")).rejects.toMatchObject({ ...failure, Item });
});

test("there is no item to tell where there is none", async () => {
  const { db } = await serve();
  await makeTable(db, "locks");
  await expect(writes.DeleteItem(db, "ALL_OLD")).rejects.toMatchObject({ ...failure, Item: undefined });
});

test("of a hundred rivals for one lock exactly one gets it", async () => {
  const { db } = await serve();
  await makeTable(db, "locks");
  const claims = Array.from({ length: 100 }, (_, n) =>
    db.send(
      new PutItemCommand({
        ...at,
        Item: { ...Key, owner: { N: String(n) } },
        ConditionExpression: "attribute_not_exists(p)",
      }),
    ),
  );
  const results = await Promise.allSettled(claims);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});
