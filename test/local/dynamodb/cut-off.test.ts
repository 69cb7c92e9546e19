import { join } from "node:path";
import {
  DescribeTableCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { openDatabase } from "../../../src/local/dynamodb/database.ts";
import type { Store, Table } from "../../../src/local/store.ts";
import { errorLines } from "../error-lines.ts";
import { handClock } from "../fake-ground.ts";
import { grouped, makeTable, serve, settled } from "./serve.ts";

const TableName = "things";
const item = { p: { S: "a" }, s: { S: "0" }, g: { S: "all" } };

/** A store that takes this many rows, as when the process ends there. */
const ending =
  (puts: number) =>
  (store: Store): Store => {
    let left = puts;
    return {
      table<T>(name: string, guard: (value: unknown) => value is T): Table<T> {
        const table = store.table(name, guard);
        return {
          ...table,
          put(key, value) {
            if (left === 0) throw new Error("ended here");
            left -= 1;
            table.put(key, value);
          },
        };
      },
    };
  };

test("an index whose deletion was cut off is gone after the next start", async () => {
  errorLines();
  const cut = await serve({ store: ending(2) });
  await makeTable(cut.db, TableName, grouped);
  await cut.db.send(new PutItemCommand({ TableName, Item: item }));
  const GlobalSecondaryIndexUpdates = [{ Delete: { IndexName: "byGroup" } }];
  await expect(cut.db.send(new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates }))).rejects.toMatchObject({
    name: "InternalServerError",
  });
  expect((await cut.db.send(new DescribeTableCommand({ TableName }))).Table).toMatchObject({
    TableStatus: "UPDATING",
    GlobalSecondaryIndexes: [{ IndexStatus: "DELETING" }],
  });
  await cut.stop();
  const { db } = await serve({ dir: cut.dir });
  const { Table } = await db.send(new DescribeTableCommand({ TableName }));
  expect(Table).toMatchObject({ TableStatus: "ACTIVE", ItemCount: 1 });
  expect(Table?.GlobalSecondaryIndexes).toBeUndefined();
  expect(Table?.AttributeDefinitions?.map(({ AttributeName }) => AttributeName)).toEqual(["p", "s"]);
});

test("an index that cannot be filled is told in the log, and is filled at the next start", async () => {
  const lines = errorLines();
  const cut = await serve({ store: ending(2) });
  await makeTable(cut.db, TableName);
  await cut.db.send(new PutItemCommand({ TableName, Item: item }));
  const { AttributeDefinitions, GlobalSecondaryIndexes = [] } = grouped;
  const [Create] = GlobalSecondaryIndexes;
  await cut.db.send(
    new UpdateTableCommand({ TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create }] }),
  );
  await expect
    .poll(() => lines, settled)
    .toEqual(["The indexes of table things could not be filled. Error: ended here"]);
  await cut.stop();
  const { db } = await serve({ dir: cut.dir });
  expect((await db.send(new DescribeTableCommand({ TableName }))).Table).toMatchObject({
    TableStatus: "ACTIVE",
    GlobalSecondaryIndexes: [{ IndexStatus: "ACTIVE", ItemCount: 1 }],
  });
});

test("what fails inside is answered as InternalServerError and told in the log", async () => {
  const lines = errorLines();
  const { db } = await serve({ store: ending(0) });
  await expect(makeTable(db, TableName)).rejects.toMatchObject({
    name: "InternalServerError",
    message: "The local cloud failed: ended here",
  });
  expect(lines).toEqual(["Error: ended here"]);
});

async function tokens(dir: string): Promise<number> {
  const database = openDatabase(join(dir, "dynamodb"));
  await database.open();
  let count = 0;
  for await (const [key] of database.scan("token")) count += key.length > 0 ? 1 : 0;
  await database.close();
  return count;
}

test.each([
  { minutes: 9, kept: 2, while: "running" },
  { minutes: 11, kept: 1, while: "running" },
  { minutes: 11, kept: 1, while: "stopped" },
])("after $minutes minutes, the last of them $while, $kept of 2 request tokens are kept", async (given) => {
  const clock = handClock();
  const first = await serve({ clock });
  await makeTable(first.db, TableName);
  const write = (served: typeof first, ClientRequestToken: string) =>
    served.db.send(
      new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: item } }], ClientRequestToken }),
    );
  await write(first, "old");
  await clock.advance(5 * 60_000);
  await write(first, "young");
  if (given.while === "stopped") await first.stop();
  await clock.advance((given.minutes - 5) * 60_000);
  if (given.while === "stopped") await (await serve({ clock, dir: first.dir })).stop();
  await first.stop();
  expect(await tokens(first.dir)).toBe(given.kept);
});
