import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, type CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { onTestFinished } from "vitest";
import { dynamodbPart } from "../../../src/local/dynamodb/part.ts";
import type { ResourceProvider } from "../../../src/local/resource.ts";
import { s3Part } from "../../../src/local/s3/part.ts";
import { type ServeOptions, serveParts } from "../../../src/local/server.ts";
import type { Store } from "../../../src/local/store.ts";

/** A folder that is removed after the test. */
export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "gworld-dynamodb-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

interface Options extends Partial<ServeOptions> {
  /** Puts something between the part and its store. */
  readonly store?: (store: Store) => Store;
}

/** For what goes on after an answer: a busy machine may take its time. */
export const settled = { timeout: 20_000 };

/** DynamoDB of the local cloud over HTTP, and a client that never tries again. */
export async function serve({ store, ...options }: Options = {}) {
  const providers: ResourceProvider[] = [];
  const serving = await serveParts(
    (ground) => {
      const s3 = s3Part(ground);
      const part = dynamodbPart({ ...ground, store: store?.(ground.store) ?? ground.store }, s3.objects);
      providers.push(...part.resources);
      return [s3, part];
    },
    { dir: folder(), ...options },
  );
  const client = (region = "eu-west-1") => {
    const made = new DynamoDBClient({
      endpoint: serving.endpoint,
      region,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    });
    onTestFinished(() => made.destroy());
    return made;
  };
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= serving.stop());
  onTestFinished(stop);
  return { endpoint: serving.endpoint, dir: serving.dir, db: client(), client, providers, stop };
}

/** Makes a table with the key `p` and `s` and, on demand, indexes. */
export const makeTable = (db: DynamoDBClient, TableName: string, given: Partial<CreateTableCommandInput> = {}) =>
  db.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [
        { AttributeName: "p", KeyType: "HASH" },
        { AttributeName: "s", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "p", AttributeType: "S" },
        { AttributeName: "s", AttributeType: "S" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      ...given,
    }),
  );

/** What makes `p`, `s` and the index `byGroup` over `g` and `s`. */
export const grouped: Partial<CreateTableCommandInput> = {
  AttributeDefinitions: ["p", "s", "g"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  GlobalSecondaryIndexes: [
    {
      IndexName: "byGroup",
      KeySchema: [{ AttributeName: "g", KeyType: "HASH" }],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ],
};
