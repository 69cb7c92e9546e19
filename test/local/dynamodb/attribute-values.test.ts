import {
  type AttributeValue,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
} from "@aws-sdk/client-dynamodb";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { wireCall, wireRows } from "../../worlds/wire.ts";
import { makeTable, serve } from "./serve.ts";

/** Numbers as DynamoDB writes them back: no leading or trailing zeros, up to 38 digits. */
const number = fc
  .tuple(fc.boolean(), fc.stringMatching(/^(?:[1-9]\d{0,17})(?:\.\d{0,17}[1-9])?$/))
  .map(([negative, digits]) => (negative ? `-${digits}` : digits));
const bytes = fc.uint8Array({ maxLength: 300 });
const text = fc.string({ unit: "grapheme", maxLength: 40 });
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((key) => key !== "__proto__");

const value = fc.letrec<{ any: AttributeValue }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text.map((S): AttributeValue => ({ S })),
    number.map((N): AttributeValue => ({ N })),
    bytes.map((B): AttributeValue => ({ B })),
    fc.boolean().map((BOOL): AttributeValue => ({ BOOL })),
    fc.constant<AttributeValue>({ NULL: true }),
    fc.uniqueArray(text, { minLength: 1, maxLength: 5 }).map((SS): AttributeValue => ({ SS })),
    fc.uniqueArray(number, { minLength: 1, maxLength: 5 }).map((NS): AttributeValue => ({ NS })),
    fc
      .uniqueArray(bytes, { minLength: 1, maxLength: 4, selector: (one) => one.join() })
      .map((BS): AttributeValue => ({ BS })),
    fc.array(tie("any"), { maxLength: 4 }).map((L): AttributeValue => ({ L })),
    fc.dictionary(name, tie("any"), { maxKeys: 4, noNullPrototype: true }).map((M): AttributeValue => ({ M })),
  ),
})).any;

test("every attribute value comes back as it was put, by every kind of read", async () => {
  const { db } = await serve();
  await makeTable(db, "values");
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true }), text, async (item, key) => {
      const Key = { p: { S: `p${key}` }, s: { S: `s${key}` } };
      const Item = { ...item, ...Key };
      await db.send(new PutItemCommand({ TableName: "values", Item }));
      const got = await db.send(new GetItemCommand({ TableName: "values", Key, ConsistentRead: true }));
      expect(got.Item).toEqual(Item);
      const queried = await db.send(
        new QueryCommand({
          TableName: "values",
          KeyConditionExpression: "p = :p AND s = :s",
          ExpressionAttributeValues: { ":p": Key.p, ":s": Key.s },
        }),
      );
      expect(queried.Items).toEqual([Item]);
      const read = await db.send(
        new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: "values", Key } }] }),
      );
      expect(read.Responses).toEqual([{ Item }]);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["007.500", "7.5"],
  ["1e3", "1000"],
  ["0.000", "0"],
  ["9".repeat(38), "9".repeat(38)],
])("the number %s is kept as %s", async (given, kept) => {
  const { db } = await serve();
  await makeTable(db, "values");
  const Key = { p: { S: "p" }, s: { S: "s" } };
  await db.send(new PutItemCommand({ TableName: "values", Item: { ...Key, n: { N: given } } }));
  expect((await db.send(new GetItemCommand({ TableName: "values", Key }))).Item?.["n"]).toEqual({ N: kept });
});

test("a value may say what no name may", async () => {
  const { db } = await serve();
  await makeTable(db, "values");
  const Key = { p: { S: "__proto__" }, s: { S: '"__proto__":' } };
  const Item = { ...Key, one: { S: "__proto__" }, set: { SS: ["__proto__", "x"] } };
  await db.send(new PutItemCommand({ TableName: "values", Item }));
  expect((await db.send(new GetItemCommand({ TableName: "values", Key }))).Item).toEqual(Item);
});

test("an attribute named __proto__ is kept, however it was written, and refused aloud where it could not be asked for", async () => {
  const { client, endpoint } = await serve();
  await makeTable(client("eu-central-1"), "values");
  const own = (value: unknown) => Object.fromEntries([["__proto__", value]]);
  const key = (s: string) => ({ p: { S: "p" }, s: { S: s } });
  const TableName = "values";
  const put = { ...key("put"), ...own({ M: own({ N: "1" }) }) };
  const names = { ExpressionAttributeNames: { "#p": "__proto__" } };
  const update = {
    ...names,
    TableName,
    UpdateExpression: "SET #p = :v",
    ConditionExpression: "attribute_not_exists(#p)",
    ExpressionAttributeValues: { ":v": { S: "x" } },
  };
  await wireCall(endpoint, "PutItem", { TableName, Item: put });
  await wireCall(endpoint, "BatchWriteItem", {
    RequestItems: { values: [{ PutRequest: { Item: { ...put, ...key("batch") } } }] },
  });
  await wireCall(endpoint, "UpdateItem", { ...update, Key: key("update") });
  await wireCall(endpoint, "TransactWriteItems", {
    TransactItems: [
      { Put: { TableName, Item: { ...put, ...key("transact") } } },
      { Update: { ...update, Key: key("transact update") } },
    ],
  });
  await expect(wireCall(endpoint, "UpdateItem", { ...update, Key: key("update") })).rejects.toThrow(
    /conditional request failed/,
  );
  const rows = (await wireRows(endpoint, TableName)).map((row) => JSON.stringify(row));
  const inner = '"__proto__":{"M":{"__proto__":{"N":"1"}}}';
  expect(rows.filter((row) => row.includes(inner))).toHaveLength(3);
  expect(rows.filter((row) => row.includes('"__proto__":{"S":"x"}'))).toHaveLength(2);
  const projected = { ...names, TableName, Key: key("put"), ProjectionExpression: "#p" };
  await expect(wireCall(endpoint, "GetItem", projected)).rejects.toThrow(
    /UnsupportedOperation.*__proto__ cannot be asked for/,
  );
});
