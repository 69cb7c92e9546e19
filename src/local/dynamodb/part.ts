import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Ground, Part } from "../resource.ts";
import type { BucketObjects } from "../s3/bucket-objects.ts";
import { bulkRuns } from "./bulk/runs.ts";
import { openDatabase } from "./database.ts";
import { removeRows } from "./delete-table.ts";
import type { Dynamo } from "./dynamo.ts";
import { sweepTokens } from "./idempotency.ts";
import { settleIndexes } from "./index-fill.ts";
import { tableProvider } from "./table-resource.ts";
import { isTableRecord } from "./table.ts";
import { answer, operationNames } from "./wire.ts";

/**
 * DynamoDB: tables and settings in the store, items in a database of their own in the folder. Bulk loads read the objects of
 * S3 and write their reports there.
 */
export function dynamodbPart(ground: Ground, objects: BucketObjects): Part {
  const { account, dir, clock, store } = ground;
  const path = join(dir, "dynamodb");
  mkdirSync(path, { recursive: true });
  const dynamo: Dynamo = {
    account,
    tables: store.table("dynamodb.tables", isTableRecord),
    database: openDatabase(path),
    bulk: bulkRuns(ground, objects),
    now: () => clock.now(),
  };
  let sweeping = () => {};
  return {
    about: { service: "DynamoDB", does: "tables with indexes, transactions and bulk loads" },
    services: [
      {
        scope: "dynamodb",
        protocol: "raw",
        names: operationNames,
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
      dynamo.bulk.takeUp(dynamo);
    },
    async stop() {
      sweeping();
      await dynamo.bulk.stop();
      return dynamo.database.close();
    },
  };
}
