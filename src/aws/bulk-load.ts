import type { BulkOperationDescription, DynamoDB } from "@aws-sdk/client-dynamodb";
import { codecExtensions } from "../model/archive/chunk-name.ts";
import type { CodecName } from "../model/archive/manifest.ts";
import { failedAs, rejectedAs } from "../model/aws-error.ts";
import { GworldError } from "../model/error.ts";
import { tableName } from "../model/names.ts";
import type { BulkLoad, BulkShare, BulkState, BulkStatus, BulkWish } from "../ports/bulk-load.ts";
import { bulkReport } from "./bulk-report.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";
import { type BucketPlace, objectStore } from "./object-store.ts";

const compression = { gzip: "GZIP", zstd: "ZSTD" } as const satisfies Readonly<Record<CodecName, string>>;

type Place = Required<BucketPlace>;

/** StartBulkPutItems over files under `<env>/staging/<restore>/<table>/input/`; it reports beside them. */
export function dynamoBulkLoad(clients: AwsClients, environment: string, place: Place): BulkLoad {
  const store = objectStore(clients, place);
  const prefix = ({ restoreId, table }: Pick<BulkShare, "restoreId"> & Partial<BulkShare>) =>
    `${environment}/staging/${restoreId}/${table === undefined ? "" : `${table}/`}`;
  const ask = <T>(action: string, run: (client: DynamoDB) => Promise<T>): Promise<T> =>
    explain(clients, `dynamodb:${action}`, async () => run(await clients.dynamoDb()));
  const describe = async (BulkOperationArn: string) => {
    const answer = await ask("DescribeBulkOperation", (client) => client.describeBulkOperation({ BulkOperationArn }));
    return answer.BulkOperationDescription;
  };
  return {
    location: (share) => `s3://${place.bucket}/${prefix(share)}`,
    async offered() {
      await unlessUnsupported(clients, () =>
        ask("ListBulkOperations", (client) => client.listBulkOperations({ MaxResults: 1 })),
      );
    },
    stage: (share, number, { codec, body, storedSha256 }) =>
      store.put(
        `${prefix(share)}input/${String(number).padStart(6, "0")}.json.${codecExtensions[codec]}`,
        body,
        storedSha256,
      ),
    async start(wish) {
      const TableName = tableName(environment, wish.table);
      const { BulkOperationDescription: begun } = await ask(`StartBulkPutItems ${TableName}`, (client) =>
        client.startBulkPutItems({ TableName, ...startRequest(wish, prefix(wish), place) }),
      );
      return begun?.BulkOperationArn ?? "";
    },
    find: (token, since) => findOperation(ask, describe, { token, since }),
    status: (operation) => unlessForgotten(async () => statusOf(await describe(operation))),
    async cancel(BulkOperationArn) {
      await unlessForgotten(() =>
        ask("CancelBulkOperation", (client) => client.cancelBulkOperation({ BulkOperationArn })),
      );
    },
    report: (share, lines) => bulkReport(store, `${prefix(share)}output/`, lines),
    async clear(share) {
      for await (const { objects } of store.list(prefix(share))) await store.remove(objects.map(({ key }) => key));
    },
  };
}

const startRequest = (
  { token, codec, maxWriteUnits }: BulkWish,
  prefix: string,
  { bucket, owner }: Place,
): Omit<Parameters<DynamoDB["startBulkPutItems"]>[0], "TableName"> => ({
  ClientToken: token,
  InputS3Configuration: {
    S3BucketOwner: owner,
    S3Bucket: bucket,
    S3KeyPrefix: `${prefix}input/`,
    InputFormat: "DYNAMODB_JSON",
    InputCompressionType: compression[codec],
  },
  OutputS3Configuration: {
    S3BucketOwner: owner,
    S3Bucket: bucket,
    S3KeyPrefix: `${prefix}output/`,
    OutputType: ["ERROR"],
  },
  ...(maxWriteUnits !== undefined && { MaxWriteRequestUnits: maxWriteUnits }),
});

type Ask = <T>(action: string, run: (client: DynamoDB) => Promise<T>) => Promise<T>;
type Describe = (operation: string) => Promise<BulkOperationDescription | undefined>;

/** AWS lists the newest first and without their tokens. Its clock and ours may differ a little. */
async function findOperation(
  ask: Ask,
  describe: Describe,
  { token, since }: { token: string; since: number },
): Promise<string | undefined> {
  const oldest = since - 300_000;
  let next: string | undefined;
  do {
    const page = await ask("ListBulkOperations", (client) =>
      client.listBulkOperations({ MaxResults: 100, ...(next !== undefined && { NextToken: next }) }),
    );
    for (const { BulkOperationArn: operation = "", StartTime } of page.BulkOperationsSummaryList ?? []) {
      if ((StartTime?.getTime() ?? 0) < oldest) return undefined;
      if ((await describe(operation))?.ClientToken === token) return operation;
    }
    next = page.NextToken;
  } while (next !== undefined);
  return undefined;
}

const states: Readonly<Record<string, BulkState>> = {
  IN_PROGRESS: "loading",
  COMPLETED: "loaded",
  COMPLETED_WITH_ERRORS: "loaded",
  CANCELLING: "cancelling",
  CANCELLED: "cancelled",
  FAILED: "failed",
};

function statusOf(described: BulkOperationDescription | undefined): BulkStatus {
  const {
    BulkOperationStatus = "",
    ProcessedItemCount,
    FailedItemCount,
    FailureCode,
    FailureMessage,
  } = described ?? {};
  return {
    // A state that is new to this gworld may be one on the way; only an end that is known is an end.
    state: states[BulkOperationStatus] ?? "loading",
    rows: ProcessedItemCount ?? 0,
    failedRows: FailedItemCount ?? 0,
    bytes: described?.ProcessedInputBytes ?? 0,
    ofBytes: described?.TotalInputBytes,
    reason: [FailureCode, FailureMessage].filter(Boolean).join(": ") || undefined,
  };
}

async function unlessForgotten<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (rejectedAs(error, "ResourceNotFoundException")) return undefined;
    throw error;
  }
}

async function unlessUnsupported(clients: AwsClients, run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    // Some emulators fail over an operation that they do not know.
    const failed = clients.endpoint !== undefined && failedAs(error, "unreachable");
    if (!failed && !failedAs(error, "unsupported")) throw error;
    const where = clients.endpoint ?? `DynamoDB in ${clients.region}`;
    throw new GworldError("failed", `${where} has no bulk load (StartBulkPutItems). Nothing was changed.`, {
      hint: "Let gworld write the rows itself: the same command with --engine client",
      cause: error,
    });
  }
}
