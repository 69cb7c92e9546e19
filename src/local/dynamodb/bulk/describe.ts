import { text, type JsonObject } from "../../json.ts";
import { ServiceError } from "../../service.ts";
import type { Dynamo, TableOperation } from "../dynamo.ts";
import { invalid } from "../refuse.ts";
import { type BulkRecord, isRunning } from "./record.ts";

export const describeBulkOperation: TableOperation = async (dynamo, input, { region }) => ({
  BulkOperationDescription: described(bulkOf(dynamo, input, region)),
});

/** The load that a request names. */
export function bulkOf({ bulk }: Dynamo, input: JsonObject, region: string): BulkRecord {
  const arn = text(input, "BulkOperationArn") ?? "";
  if (arn.length < 37)
    throw invalid(
      `1 validation error detected: Value '${arn}' at 'bulkOperationArn' failed to satisfy constraint: Member must have length greater than or equal to 37`,
    );
  const record = bulk.of(arn);
  if (record === undefined || record.region !== region)
    throw new ServiceError(
      "ResourceNotFoundException",
      `Requested resource not found: Bulk operation: ${arn} not found`,
    );
  return record;
}

/** A load as DescribeBulkOperation tells it. */
export const described = (record: BulkRecord): JsonObject => ({
  BulkOperationArn: record.arn,
  BulkOperationStatus: record.status,
  TableDetails: [{ TableName: record.table, TableId: record.tableId }],
  ClientToken: record.token,
  InputS3Configuration: record.from,
  OutputS3Configuration: record.to,
  StartTime: record.startedAt / 1_000,
  ...(isRunning(record) || record.endedAt === null ? {} : { EndTime: record.endedAt / 1_000 }),
  ProcessedItemCount: record.items,
  ProcessedInputBytes: record.bytes,
  ...(record.total === null ? {} : { TotalInputBytes: record.total }),
  FailedItemCount: record.failed,
  ...(record.failure === null ? {} : { FailureCode: record.failure.code, FailureMessage: record.failure.message }),
  ...(record.maxUnits === null ? {} : { MaxWriteRequestUnits: record.maxUnits }),
  PerformanceTier: record.tier,
});
