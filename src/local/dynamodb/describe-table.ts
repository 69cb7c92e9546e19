import type { JsonObject } from "../json.ts";
import { tableOf, type Dynamo, type TableOperation } from "./dynamo.ts";
import { indexTally } from "./item-store.ts";
import { isFilling, tableKey, type IndexRecord, type TableRecord } from "./table.ts";

export const describeTable: TableOperation = async (dynamo, input, { region }) => {
  const table = tableOf(dynamo, input, region);
  return { Table: await describe(dynamo, table) };
};

/** A table as DescribeTable tells it; items and bytes are exact here, where AWS counts every six hours. */
export async function describe(dynamo: Dynamo, table: TableRecord, status = statusOf(table)): Promise<JsonObject> {
  const tally = await dynamo.database.tally(tableKey(table.region, table.name));
  return {
    AttributeDefinitions: table.attributes,
    TableName: table.name,
    KeySchema: table.keySchema,
    TableStatus: status,
    CreationDateTime: table.createdAt,
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...table.throughput },
    TableSizeBytes: tally.bytes,
    ItemCount: tally.items,
    TableArn: table.arn,
    TableId: table.id,
    ...(table.onDemandSince === null
      ? {}
      : {
          BillingModeSummary: {
            BillingMode: "PAY_PER_REQUEST",
            LastUpdateToPayPerRequestDateTime: table.onDemandSince,
          },
        }),
    ...(await indexes(dynamo, table)),
    ...options(table),
  };
}

export const statusOf = (table: TableRecord) =>
  table.deleting
    ? "DELETING"
    : table.globalIndexes.every(({ filled, dropping }) => filled && dropping !== true)
      ? "ACTIVE"
      : "UPDATING";

async function indexes({ database }: Dynamo, table: TableRecord): Promise<JsonObject> {
  const told = async ({ name, keySchema, projection }: IndexRecord) => {
    const tally = await database.tally(indexTally(table.region, table.name, name));
    return {
      IndexName: name,
      KeySchema: keySchema,
      Projection: projection,
      IndexSizeBytes: tally.bytes,
      ItemCount: tally.items,
      IndexArn: `${table.arn}/index/${name}`,
    };
  };
  const global = table.globalIndexes.map(async (index) => ({
    ...(await told(index)),
    IndexStatus: index.dropping === true ? "DELETING" : index.filled ? "ACTIVE" : "CREATING",
    ...(isFilling(index) ? { Backfilling: true } : {}),
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ...index.throughput },
    ...(index.onDemandThroughput === null ? {} : { OnDemandThroughput: index.onDemandThroughput }),
  }));
  const local = table.localIndexes.map(told);
  return {
    ...(global.length > 0 ? { GlobalSecondaryIndexes: await Promise.all(global) } : {}),
    ...(local.length > 0 ? { LocalSecondaryIndexes: await Promise.all(local) } : {}),
  };
}

function options(table: TableRecord): JsonObject {
  return {
    DeletionProtectionEnabled: table.protected,
    ...(table.stream === null
      ? {}
      : {
          StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream.view },
          LatestStreamLabel: table.stream.label,
          LatestStreamArn: streamArn(table),
        }),
    ...(table.encryptionKeyArn === null
      ? {}
      : { SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: table.encryptionKeyArn } }),
    ...(table.tableClass === null ? {} : { TableClassSummary: { TableClass: table.tableClass } }),
    ...(table.onDemandThroughput === null ? {} : { OnDemandThroughput: table.onDemandThroughput }),
  };
}

export const streamArn = (table: TableRecord) =>
  table.stream === null ? undefined : `${table.arn}/stream/${table.stream.label}`;
