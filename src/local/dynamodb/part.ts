import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Ground, Part } from "../resource.ts";
import { openDatabase } from "./database.ts";
import { removeRows } from "./delete-table.ts";
import type { Dynamo } from "./dynamo.ts";
import { sweepTokens } from "./idempotency.ts";
import { settleIndexes } from "./index-fill.ts";
import { tableProvider } from "./table-resource.ts";
import { isTableRecord } from "./table.ts";
import { answer } from "./wire.ts";

/** DynamoDB: tables and settings in the store, items in a database of their own in the folder. */
export function dynamodbPart({ account, dir, clock, store }: Ground): Part {
  const path = join(dir, "dynamodb");
  mkdirSync(path, { recursive: true });
  const dynamo: Dynamo = {
    account,
    tables: store.table("dynamodb.tables", isTableRecord),
    database: openDatabase(path),
    now: () => clock.now(),
  };
  let sweeping = () => {};
  return {
    services: [
      {
        scope: "dynamodb",
        protocol: "raw",
        handle: (request, response, call) => answer(dynamo, request, response, call),
      },
    ],
    resources: [tableProvider(dynamo)],
    async start() {
      await dynamo.database.open();
      for (const table of dynamo.tables.values()) {
        if (table.deleting) await removeRows(dynamo, table);
        else await settleIndexes(dynamo, table);
      }
      sweeping = sweepTokens(dynamo, clock);
    },
    stop() {
      sweeping();
      return dynamo.database.close();
    },
  };
}
