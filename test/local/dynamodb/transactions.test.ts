import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { handClock } from "../fake-ground.ts";
import { grouped, makeTable, serve } from "./serve.ts";

const key = (p: string) => ({ p: { S: p }, s: { S: "0" } });
const put = (p: string): TransactWriteItem => ({
  Put: { TableName: "worlds", Item: { ...key(p), g: { S: "all" } } },
});
const add = (p: string, by = "1"): TransactWriteItem => ({
  Update: {
    TableName: "worlds",
    Key: key(p),
    UpdateExpression: "ADD n :by",
    ExpressionAttributeValues: { ":by": { N: by } },
  },
});

async function worlds(...options: Parameters<typeof serve>) {
  const served = await serve(...options);
  await makeTable(served.db, "worlds", grouped);
  const run = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
    served.db.send(
      new TransactWriteItemsCommand({ TransactItems, ClientRequestToken, ReturnConsumedCapacity: "TOTAL" }),
    );
  const count = async (p: string) =>
    (await served.db.send(new GetItemCommand({ TableName: "worlds", Key: key(p) }))).Item?.["n"]?.N;
  const group = async () => {
    const { Items = [] } = await served.db.send(
      new QueryCommand({
        TableName: "worlds",
        IndexName: "byGroup",
        KeyConditionExpression: "g = :g",
        ExpressionAttributeValues: { ":g": { S: "all" } },
      }),
    );
    return new Set(Items.map((item) => item["p"]?.S));
  };
  return { ...served, run, count, group };
}

test("all writes of a transaction are done, in the index too", async () => {
  const { run, group, count } = await worlds();
  await run([put("a"), put("b"), add("c", "5")]);
  expect(await group()).toEqual(new Set(["a", "b"]));
  expect(await count("c")).toBe("5");
});

test("one failed condition leaves everything as it was and tells the reason and the item of each", async () => {
  const { db, run, group } = await worlds();
  await db.send(new PutItemCommand({ TableName: "worlds", Item: { ...key("old"), n: { N: "3" } } }));
  const guard: TransactWriteItem = {
    ConditionCheck: {
      TableName: "worlds",
      Key: key("old"),
      ConditionExpression: "n > :n",
      ExpressionAttributeValues: { ":n": { N: "3" } },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    },
  };
  const removal: TransactWriteItem = {
    Delete: { TableName: "worlds", Key: key("none"), ConditionExpression: "attribute_exists(p)" },
  };
  await expect(run([put("a"), guard, removal, put("b")])).rejects.toMatchObject({
    name: "TransactionCanceledException",
    message:
      "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed, None]",
    CancellationReasons: [
      { Code: "None" },
      {
        Code: "ConditionalCheckFailed",
        Message: "The conditional request failed",
        Item: { ...key("old"), n: { N: "3" } },
      },
      { Code: "ConditionalCheckFailed", Message: "The conditional request failed" },
      { Code: "None" },
    ],
  });
  expect(await group()).toEqual(new Set());
});

test("a value that does not fit cancels with a validation error, and nothing is written", async () => {
  const { db, run, count } = await worlds();
  await db.send(new PutItemCommand({ TableName: "worlds", Item: { ...key("a"), n: { S: "text" } } }));
  await expect(run([add("b"), add("a")])).rejects.toMatchObject({
    CancellationReasons: [
      { Code: "None" },
      { Code: "ValidationError", Message: "An operand in the update expression has an incorrect data type" },
    ],
  });
  expect(await count("b")).toBeUndefined();
});

test("a token makes a repetition do nothing for ten minutes, also after a restart", async () => {
  const clock = handClock();
  const first = await worlds({ clock });
  const done = await first.run([add("a")], "token");
  expect(done.ConsumedCapacity).toEqual([{ TableName: "worlds", CapacityUnits: 2, WriteCapacityUnits: 2 }]);
  const again = await first.run([add("a")], "token");
  expect(again.ConsumedCapacity).toEqual([{ TableName: "worlds", CapacityUnits: 2, ReadCapacityUnits: 2 }]);
  await first.stop();
  const { db } = await serve({ clock, dir: first.dir });
  const repeat = new TransactWriteItemsCommand({
    TransactItems: [add("a")],
    ClientRequestToken: "token",
    ReturnConsumedCapacity: "TOTAL",
  });
  const now = async () => (await db.send(new GetItemCommand({ TableName: "worlds", Key: key("a") }))).Item?.["n"];
  await clock.advance(599_999);
  await db.send(repeat);
  expect(await now()).toEqual({ N: "1" });
  await clock.advance(1);
  await db.send(repeat);
  expect(await now()).toEqual({ N: "2" });
});

test("a token may not serve another transaction", async () => {
  const { run } = await worlds();
  await run([add("a")], "token");
  await expect(run([add("a", "2")], "token")).rejects.toMatchObject({ name: "IdempotentParameterMismatchException" });
});

test("a cancelled transaction does not use up its token", async () => {
  const { db, run, count } = await worlds();
  const guarded: TransactWriteItem[] = [
    { ConditionCheck: { TableName: "worlds", Key: key("key"), ConditionExpression: "attribute_exists(p)" } },
    add("a"),
  ];
  await expect(run(guarded, "token")).rejects.toThrow("Transaction cancelled");
  await db.send(new PutItemCommand({ TableName: "worlds", Item: key("key") }));
  await run(guarded, "token");
  expect(await count("a")).toBe("1");
});

test.each([
  { items: [add("a"), put("a")], message: "Transaction request cannot include multiple operations on one item" },
  { items: [{}], message: "TransactItems can only contain one of Check, Put, Update or Delete" },
  {
    items: [{ ...add("a"), ...put("b") }],
    message: "TransactItems can only contain one of Check, Put, Update or Delete",
  },
  {
    items: Array.from({ length: 101 }, (_, n) => add(String(n))),
    message: "Member must have length less than or equal to 100",
  },
])("refused before anything is written: $message", async ({ items, message }) => {
  const { run, count } = await worlds();
  await expect(run(items)).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining(message),
  });
  expect(await count("a")).toBeUndefined();
});

test("a table that is not there refuses the whole transaction", async () => {
  const { run, count } = await worlds();
  const foreign: TransactWriteItem = { Put: { TableName: "elsewhere", Item: key("a") } };
  await expect(run([add("a"), foreign])).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect(await count("a")).toBeUndefined();
});

test("readers see both halves of a transaction or none, while a hundred run at once", async () => {
  const { db, run } = await worlds();
  await run([add("left", "0"), add("right", "0")]);
  const both = async () => {
    const { Responses = [] } = await db.send(
      new TransactGetItemsCommand({
        TransactItems: ["left", "right"].map((p) => ({ Get: { TableName: "worlds", Key: key(p) } })),
      }),
    );
    return Responses.map(({ Item }) => Item?.["n"]?.N);
  };
  const seen = await Promise.all(
    Array.from({ length: 100 }, async () => {
      await run([add("left"), add("right")]);
      return both();
    }),
  );
  for (const [left, right] of seen) expect(left).toBe(right);
  expect(await both()).toEqual(["100", "100"]);
});
