import { systemClock } from "../../src/main/system-clock.ts";
import { bucketName } from "../../src/model/names.ts";
import type { BulkLoad } from "../../src/ports/bulk-load.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { WorldData } from "../../src/ports/world-data.ts";
import type { WorldPlace } from "./place.ts";
import { restoreSnapshot } from "./restoring.ts";

/** Nobody waits for seconds here. */
export const hurried: Clock = {
  now: () => systemClock.now(),
  wait: (milliseconds, signal) => systemClock.wait(Math.min(milliseconds, 15), signal),
};

/** Restores by DynamoDB's bulk load. */
export const inBulk = (
  data: WorldData,
  id: string,
  wish: Parameters<typeof restoreSnapshot>[2] = {},
  signal = new AbortController().signal,
) => restoreSnapshot(data, id, { engine: "aws", ...wish }, { clock: hurried, signal });

/** What bulk loads have left in the bucket. */
export async function stagedKeys({ clients, account, environment }: WorldPlace): Promise<readonly string[]> {
  const Bucket = bucketName(environment, "snapshots", account, clients.region);
  const { Contents = [] } = await (await clients.s3()).listObjectsV2({ Bucket, Prefix: `${environment}/staging/` });
  return Contents.map(({ Key = "" }) => Key);
}

/** The newest bulk loads, as DynamoDB tells them. */
export async function newestLoads({ clients }: WorldPlace, MaxResults = 100) {
  const client = await clients.dynamoDb();
  const { BulkOperationsSummaryList: found = [] } = await client.listBulkOperations({ MaxResults });
  const told = found.map(({ BulkOperationArn }) => client.describeBulkOperation({ BulkOperationArn }));
  return (await Promise.all(told)).flatMap(({ BulkOperationDescription }) => BulkOperationDescription ?? []);
}

/** The same data with some calls to bulk loads changed. */
export const withBulk = (other: WorldData, change: (bulk: BulkLoad) => Partial<BulkLoad>): WorldData => ({
  ...other,
  bulkLoad: async () => {
    const bulk = await other.bulkLoad();
    return { ...bulk, ...change(bulk) };
  },
});
