import type { TableOperation } from "../dynamo.ts";
import { bulkOf } from "./describe.ts";

/** Asks a load to end; one that has ended keeps its status. */
export const cancelBulkOperation: TableOperation = async (dynamo, input, { region }) => {
  const record = bulkOf(dynamo, input, region);
  if (record.status === "IN_PROGRESS") dynamo.bulk.cancel(record);
  const { status } = record;
  return {
    BulkOperationArn: record.arn,
    BulkOperationStatus: status === "IN_PROGRESS" ? "CANCELLING" : status,
  };
};
