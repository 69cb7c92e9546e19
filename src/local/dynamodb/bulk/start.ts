import { randomUUID } from "node:crypto";
import { number, object, text } from "../../json.ts";
import { ServiceError } from "../../service.ts";
import { statusOf } from "../describe-table.ts";
import { tableOf, type TableOperation } from "../dynamo.ts";
import { digestOf, mismatch } from "../idempotency.ts";
import { described } from "./describe.ts";
import type { BulkRecord } from "./record.ts";
import { checkBulkRequest } from "./request.ts";

/** How long a ClientToken stands for the load it has begun. */
const rememberedMilliseconds = 8 * 3_600_000;

export const startBulkPutItems: TableOperation = async (dynamo, input, { region }) => {
  checkBulkRequest(input);
  const table = tableOf(dynamo, input, region);
  const now = dynamo.now();
  const digest = digestOf(input);
  const token = text(input, "ClientToken") ?? randomUUID();
  const before = dynamo.bulk.records
    .values()
    .find((one) => one.region === region && one.token === token && now - one.startedAt < rememberedMilliseconds);
  if (before !== undefined && before.digest !== digest) throw mismatch();
  if (before !== undefined) return { BulkOperationDescription: described(dynamo.bulk.of(before.arn) ?? before) };
  if (statusOf(table) !== "ACTIVE")
    throw new ServiceError("ResourceInUseException", `Table is not in a state for bulk writes: ${table.name}`);
  const record: BulkRecord = {
    arn: `${table.arn}/bulk-operation/${String(now).padStart(14, "0")}-${randomUUID().slice(0, 8)}`,
    region,
    table: table.name,
    tableId: table.id,
    token,
    digest,
    from: object(input, "InputS3Configuration"),
    to: object(input, "OutputS3Configuration"),
    maxUnits: number(input, "MaxWriteRequestUnits") ?? null,
    tier: text(input, "PerformanceTier") ?? "STANDARD",
    status: "IN_PROGRESS",
    startedAt: now,
    endedAt: null,
    failure: null,
    items: 0,
    failed: 0,
    bytes: 0,
    total: null,
  };
  dynamo.bulk.records.put(record.arn, record);
  dynamo.bulk.begin(dynamo, record);
  return { BulkOperationDescription: described(record) };
};
