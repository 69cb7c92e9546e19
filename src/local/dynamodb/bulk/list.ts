import { number, text } from "../../json.ts";
import { pageInOrder } from "../../paging.ts";
import type { TableOperation } from "../dynamo.ts";
import { invalid } from "../refuse.ts";
import { isRunning } from "./record.ts";

/** Loads of the Region, the newest first. */
export const listBulkOperations: TableOperation = async ({ bulk }, input, { region }) => {
  const limit = number(input, "MaxResults") ?? 10;
  if (limit < 1)
    throw invalid(
      `1 validation error detected: Value '${limit}' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  const all = bulk.records
    .values()
    .filter((record) => record.region === region)
    .toSorted((a, b) => b.startedAt - a.startedAt);
  const found = pageInOrder(all, ({ arn }) => arn, { token: text(input, "NextToken"), limit });
  if (found === undefined) throw invalid("The NextToken is not valid.");
  return {
    BulkOperationsSummaryList: found.page.map((record) => ({
      BulkOperationArn: record.arn,
      BulkOperationStatus: record.status,
      StartTime: record.startedAt / 1_000,
      ...(isRunning(record) || record.endedAt === null ? {} : { EndTime: record.endedAt / 1_000 }),
    })),
    ...(found.next === undefined ? {} : { NextToken: found.next }),
  };
};
