import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { awsClients, type AwsClients } from "../../src/aws/clients.ts";
import { serveCloud } from "../../src/local/cloud.ts";
import type { ServeOptions } from "../../src/local/server.ts";
import { worldDataOf } from "../../src/main/data.ts";
import { systemClock } from "../../src/main/system-clock.ts";
import { bucketName, tableName, worldTables } from "../../src/model/names.ts";
import { type TableIndex, type TableKey, tableSchemas } from "../../src/model/tables.ts";
import type { WorldData } from "../../src/ports/world-data.ts";

export interface WorldPlace {
  readonly environment: string;
  readonly account: string;
  readonly endpoint: string;
  readonly clients: AwsClients;
  readonly data: WorldData;
  /** As another process would have it: a holder of its own. */
  other(): WorldData;
  /** Adds a fault of calls, such as `{ service: "dynamodb", probability: 0.3, code: "ThrottlingException" }`; `{ clear: "true" }` ends all. */
  fault(fault: object): Promise<void>;
}

const account = "000000000000";
const environment = "dev";

/** The tables and the bucket of an environment in a local cloud of the test file's own, which ends with it. */
export async function worldPlace(options: Pick<ServeOptions, "timeScale"> = {}): Promise<WorldPlace> {
  const dir = mkdtempSync(join(tmpdir(), "gworld-worlds-"));
  const cloud = await serveCloud({ dir, ...options });
  afterAll(async () => {
    await cloud.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  return placeAt(cloud.endpoint, account);
}

/** The same at an endpoint that answers already, such as another emulator's. */
export async function placeAt(endpoint: string, owner: string): Promise<WorldPlace> {
  const clients = awsClients({
    region: "eu-central-1",
    endpoint,
    credentials: { accessKeyId: "AKIALOCAL", secretAccessKey: "local" },
  });
  await Promise.all([makeTables(clients), makeBucket(clients, owner)]);
  const data = () => worldDataOf({ clients, environment, account: async () => owner, clock: systemClock });
  return {
    environment,
    account: owner,
    endpoint,
    clients,
    data: data(),
    other: data,
    async fault(fault) {
      const response = await fetch(`${endpoint}/_gworld/call-faults`, { method: "POST", body: JSON.stringify(fault) });
      if (!response.ok) throw new Error(await response.text());
    },
  };
}

async function makeTables(clients: AwsClients): Promise<void> {
  const client = await clients.dynamoDb();
  await Promise.all(
    worldTables.map(async (table) => {
      const schema = tableSchemas[table];
      const keys = [schema, ...schema.indexes].flatMap(({ pk, sk }) => (sk === undefined ? [pk] : [pk, sk]));
      await client.createTable({
        TableName: tableName(environment, table),
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [...new Set(keys)].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
        KeySchema: keySchema(schema),
        ...(schema.indexes.length > 0 && { GlobalSecondaryIndexes: schema.indexes.map(index) }),
      });
    }),
  );
}

const index = (one: TableIndex) => ({
  IndexName: one.name,
  KeySchema: keySchema(one),
  Projection:
    one.carries === "all"
      ? { ProjectionType: "ALL" as const }
      : one.carries.length === 0
        ? { ProjectionType: "KEYS_ONLY" as const }
        : { ProjectionType: "INCLUDE" as const, NonKeyAttributes: [...one.carries] },
});

const keySchema = ({ pk, sk }: TableKey) => [
  { AttributeName: pk, KeyType: "HASH" as const },
  ...(sk === undefined ? [] : [{ AttributeName: sk, KeyType: "RANGE" as const }]),
];

async function makeBucket(clients: AwsClients, owner: string): Promise<void> {
  const client = await clients.s3();
  await client.createBucket({
    Bucket: bucketName(environment, "snapshots", owner, clients.region),
    CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
  });
}
