import type { BulkOperationDescription } from "@aws-sdk/client-dynamodb";
import { tableName } from "../model/names.ts";
import type { BulkLoad, BulkLoadState, BulkLoadStatus } from "../ports/bulk-load.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** DynamoDB's bulk load into an environment's tables. */
export function dynamoBulkLoad(clients: AwsClients, environment: string): BulkLoad {
  const describe = (arn: string) =>
    explain(clients, `dynamodb:DescribeBulkOperation ${arn}`, async () => {
      const client = await clients.dynamoDb();
      return stateOf((await client.describeBulkOperation({ BulkOperationArn: arn })).BulkOperationDescription);
    });
  return {
    start({ table, bucket, prefix, outputPrefix, token, maxWriteUnits }) {
      const name = tableName(environment, table);
      return explain(clients, `dynamodb:StartBulkPutItems ${name}`, async () => {
        const client = await clients.dynamoDb();
        const { BulkOperationDescription: started } = await client.startBulkPutItems({
          TableName: name,
          ClientToken: token,
          InputS3Configuration: {
            S3Bucket: bucket,
            S3KeyPrefix: prefix,
            InputFormat: "DYNAMODB_JSON",
            InputCompressionType: "GZIP",
          },
          OutputS3Configuration: { S3Bucket: bucket, S3KeyPrefix: outputPrefix, OutputType: ["ERROR"] },
          ...(maxWriteUnits !== undefined && { MaxWriteRequestUnits: maxWriteUnits }),
        });
        return stateOf(started);
      });
    },
    describe,
    cancel: (arn) =>
      explain(clients, `dynamodb:CancelBulkOperation ${arn}`, async () => {
        const client = await clients.dynamoDb();
        await client.cancelBulkOperation({ BulkOperationArn: arn });
      }),
  };
}

const statuses: readonly BulkLoadStatus[] = [
  "IN_PROGRESS",
  "COMPLETED",
  "COMPLETED_WITH_ERRORS",
  "CANCELLING",
  "CANCELLED",
  "FAILED",
];

/** A status that a later AWS may add is taken for one that goes on. */
const stateOf = (told: BulkOperationDescription | undefined): BulkLoadState => ({
  arn: told?.BulkOperationArn ?? "",
  status: statuses.find((one) => one === told?.BulkOperationStatus) ?? "IN_PROGRESS",
  processedItems: told?.ProcessedItemCount ?? 0,
  failedItems: told?.FailedItemCount ?? 0,
  processedBytes: told?.ProcessedInputBytes ?? 0,
  totalBytes: told?.TotalInputBytes,
  failure: told?.FailureMessage ?? told?.FailureCode,
});
