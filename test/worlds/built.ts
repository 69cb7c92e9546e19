import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { S3 } from "@aws-sdk/client-s3";
import { workplace, type Workplace } from "../e2e/gworld.ts";
import { checkSnapshot, type Checked } from "./checker.ts";
import { listed, record, type Row } from "./rows.ts";
import { wireRow } from "./sealing.ts";

export type Table = "Worlds" | "Agents" | "MemoryStreams" | "WorldObjects" | "Events" | "Snapshots";

/** The built gworld, a local cloud of its own with the storage of `local`, and its tables and bucket as they are. */
export interface BuiltPlace extends Workplace {
  /** All rows of a table in wire form; those whose key begins like this. */
  rows(table: Table, of?: { readonly key: string; readonly begins: string }): Promise<readonly Row[]>;
  /** The row of the Worlds table. */
  world(worldId: string): Promise<Row | undefined>;
  /** What is wrong with a snapshot, read past gworld. */
  check(worldId: string, snapshotId: string): Promise<Checked>;
}

// The SDK's word on old versions of Node is not for those who read tests.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const account = "000000000000";
const region = "us-east-1";

/** Needs a build. */
export async function builtPlace(): Promise<BuiltPlace> {
  const place = await workplace();
  await place.json(["deploy", "-e", "local", "-y", "--stack", "network", "security", "storage"]);
  const endpoint = String(record(await place.json(["local", "status"]))["endpoint"]);
  const options = { endpoint, region, credentials: { accessKeyId: "AKIALOCAL", secretAccessKey: "local" } };
  const dynamo = new DynamoDB(options);
  const s3 = new S3({ ...options, forcePathStyle: true });
  return {
    ...place,
    rows: (table, of) => scanned(dynamo, `gworld-local-${table}`, of),
    async world(worldId) {
      const Key = { worldId: { S: worldId } };
      const { Item } = await dynamo.getItem({ TableName: "gworld-local-Worlds", Key, ConsistentRead: true });
      return Item && wireRow(Item);
    },
    check: (worldId, snapshotId) => checkSnapshot((key) => objectOf(s3, key), `local/worlds/${worldId}`, snapshotId),
    async remove() {
      dynamo.destroy();
      s3.destroy();
      await place.remove();
    },
  };
}

async function scanned(
  dynamo: DynamoDB,
  TableName: string,
  of?: { readonly key: string; readonly begins: string },
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const filter = of && {
    FilterExpression: "begins_with(#k, :b)",
    ExpressionAttributeNames: { "#k": of.key },
    ExpressionAttributeValues: { ":b": { S: of.begins } },
  };
  let from: NonNullable<Parameters<DynamoDB["scan"]>[0]>["ExclusiveStartKey"];
  do {
    const page = await dynamo.scan({ TableName, ConsistentRead: true, ExclusiveStartKey: from, ...filter });
    rows.push(...(page.Items ?? []).map(wireRow));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return rows;
}

async function objectOf(s3: S3, Key: string): Promise<Uint8Array | undefined> {
  const Bucket = `gworld-local-snapshots-${account}-${region}`;
  const { Body } = await s3.getObject({ Bucket, Key }).catch((error: unknown) => {
    if (error instanceof Error && error.name === "NoSuchKey") return { Body: undefined };
    throw error;
  });
  return Body?.transformToByteArray();
}

/** Ends a command outright after so long; tells with what it ended where it was faster. */
export async function killAfter(child: ChildProcess, milliseconds: number): Promise<number | "killed"> {
  const ended = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
  const [code]: unknown[] = await ended;
  clearTimeout(timer);
  return typeof code === "number" ? code : "killed";
}

export const list = (answer: unknown, name: string): readonly Row[] => listed(record(answer)[name]).map(record);

/** A command that runs in the background until it ends, or is told to. */
export function running(place: Workplace, args: readonly string[]) {
  const child = place.start([...args, "--json"]);
  const ended = once(child, "close");
  let [said, told] = ["", ""];
  child.stdout?.on("data", (text) => (said += String(text)));
  child.stderr?.on("data", (text) => (told += String(text)));
  return {
    over: () => child.exitCode !== null,
    /** Waits for its end, after a signal where one is given. */
    async end(signal?: NodeJS.Signals) {
      if (signal !== undefined) child.kill(signal);
      await ended;
      return { code: child.exitCode, told, answer: said === "" ? {} : record(JSON.parse(said)) };
    },
  };
}
