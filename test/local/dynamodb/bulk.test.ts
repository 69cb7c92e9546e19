import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import {
  CancelBulkOperationCommand,
  DescribeBulkOperationCommand,
  type DynamoDBClient,
  GetItemCommand,
  ListBulkOperationsCommand,
  ScanCommand,
  StartBulkPutItemsCommand,
  type StartBulkPutItemsCommandInput,
} from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { folder, makeTable, serve } from "./serve.ts";

const Bucket = "gworld-bulk";

/** A table, a bucket, and a client for each. */
async function made(options: Parameters<typeof serve>[0] = {}) {
  const served = await serve(options);
  const s3 = s3At(served.endpoint);
  await makeTable(served.db, "rows");
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }));
  return { ...served, s3 };
}

function s3At(endpoint: string) {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const s3 = new S3Client({ endpoint, region: "eu-west-1", credentials, forcePathStyle: true });
  onTestFinished(() => s3.destroy());
  return s3;
}

const line = (s: string, more: object = {}) => JSON.stringify({ Item: { p: { S: "one" }, s: { S: s }, ...more } });
const lines = (count: number) => Array.from({ length: count }, (_, index) => line(String(index)));

const put = (s3: S3Client, Key: string, Body: string | Uint8Array) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }));

const wish = (more: Partial<StartBulkPutItemsCommandInput> = {}): StartBulkPutItemsCommandInput => ({
  TableName: "rows",
  ClientToken: "token",
  InputS3Configuration: {
    S3Bucket: Bucket,
    S3KeyPrefix: "in/",
    InputFormat: "DYNAMODB_JSON",
    InputCompressionType: "GZIP",
  },
  OutputS3Configuration: { S3Bucket: Bucket, S3KeyPrefix: "out/", OutputType: ["ERROR"] },
  ...more,
});

async function start(db: DynamoDBClient, more: Partial<StartBulkPutItemsCommandInput> = {}) {
  const { BulkOperationDescription } = await db.send(new StartBulkPutItemsCommand(wish(more)));
  return BulkOperationDescription?.BulkOperationArn ?? "";
}

const describe = async (db: DynamoDBClient, BulkOperationArn: string) =>
  (await db.send(new DescribeBulkOperationCommand({ BulkOperationArn }))).BulkOperationDescription;

/** Asks until it has ended. */
async function ended(db: DynamoDBClient, arn: string) {
  for (;;) {
    const told = await describe(db, arn);
    if (told?.BulkOperationStatus !== "IN_PROGRESS" && told?.BulkOperationStatus !== "CANCELLING") return told;
    await pause(10);
  }
}

test("packed objects under the prefix become items, and nothing else does", async () => {
  const { db, s3 } = await made();
  const all = lines(120);
  const sizes = await Promise.all(
    [0, 60].map(async (from) => {
      const body = gzipSync(`${all.slice(from, from + 60).join("\n")}\n`);
      await put(s3, `in/${from}.json.gz`, body);
      return body.length;
    }),
  );
  await put(s3, "other/0.json.gz", gzipSync(line("elsewhere")));
  const told = await ended(db, await start(db, { MaxWriteRequestUnits: 1_024 }));
  const bytes = (sizes[0] ?? 0) + (sizes[1] ?? 0);
  expect(told).toMatchObject({
    BulkOperationStatus: "COMPLETED",
    ProcessedItemCount: 120,
    FailedItemCount: 0,
    ProcessedInputBytes: bytes,
    TotalInputBytes: bytes,
    ClientToken: "token",
    MaxWriteRequestUnits: 1_024,
    PerformanceTier: "STANDARD",
    TableDetails: [{ TableName: "rows" }],
  });
  expect(told?.EndTime).toBeInstanceOf(Date);
  expect((await db.send(new ScanCommand({ TableName: "rows", Select: "COUNT" }))).Count).toBe(120);
});

test("text keeps every character, whole lines across pieces, and a last line without its end", async () => {
  const { db, s3 } = await made();
  const odd = "\u2028 a\u0000b \u{1F5DD} ".repeat(9_000);
  await put(s3, "in/0.json", [line("odd", { text: { S: odd } }), line("last")].join("\n"));
  const plain = wish();
  const { InputCompressionType: _, ...from } = plain.InputS3Configuration ?? { S3Bucket: "", InputFormat: "ION" };
  await ended(db, await start(db, { InputS3Configuration: from }));
  const key = { p: { S: "one" }, s: { S: "odd" } };
  expect((await db.send(new GetItemCommand({ TableName: "rows", Key: key }))).Item?.["text"]?.S).toBe(odd);
  expect((await db.send(new ScanCommand({ TableName: "rows", Select: "COUNT" }))).Count).toBe(2);
});

test("items that cannot be put are counted and reported; a line that is none ends its object only", async () => {
  const { db, s3 } = await made();
  const great = line("great", { text: { S: "x".repeat(409_600) } });
  await put(
    s3,
    "in/0.json.gz",
    gzipSync([line("a"), great, JSON.stringify({ Item: { p: { S: "no" } } }), line("b")].join("\n")),
  );
  await put(s3, "in/1.json.gz", gzipSync(["no json", line("c")].join("\n")));
  await put(s3, "in/2.json.gz", "not packed");
  await put(s3, "in/3.json.gz", gzipSync(line("d")));
  const told = await ended(db, await start(db));
  expect(told).toMatchObject({ BulkOperationStatus: "COMPLETED_WITH_ERRORS", FailedItemCount: 4 });
  const { Items = [] } = await db.send(new ScanCommand({ TableName: "rows" }));
  expect(new Set(Items.map(({ s }) => s?.S))).toEqual(new Set(["a", "b", "d"]));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "out/" }));
  expect(Contents).toHaveLength(1);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: Contents[0]?.Key }));
  const report = ((await Body?.transformToString()) ?? "")
    .trimEnd()
    .split("\n")
    .map((one) => JSON.parse(one));
  expect(report.map(({ S3Key, LineNumber }) => `${S3Key}:${LineNumber}`)).toEqual([
    "in/0.json.gz:2",
    "in/0.json.gz:3",
    "in/1.json.gz:1",
    "in/2.json.gz:1",
  ]);
  expect(report[1]).toMatchObject({ ErrorCode: "ValidationException", Item: { p: { S: "no" } } });
});

test("a token is one load for as long as its request is the same", async () => {
  const { db, s3 } = await made();
  await put(s3, "in/0.json.gz", gzipSync(line("a")));
  const first = await start(db);
  await ended(db, first);
  expect(await start(db)).toBe(first);
  await expect(start(db, { MaxWriteRequestUnits: 2_000 })).rejects.toMatchObject({
    name: "IdempotentParameterMismatchException",
  });
  const second = await start(db, { ClientToken: "another" });
  expect(second).not.toBe(first);
  const page = await db.send(new ListBulkOperationsCommand({ MaxResults: 1 }));
  expect(page.BulkOperationsSummaryList).toHaveLength(1);
  const next = await db.send(new ListBulkOperationsCommand({ NextToken: page.NextToken }));
  const listed = [page, next].flatMap(({ BulkOperationsSummaryList = [] }) => BulkOperationsSummaryList);
  expect(new Set(listed.map(({ BulkOperationArn }) => BulkOperationArn))).toEqual(new Set([first, second]));
  expect(next.NextToken).toBeUndefined();
});

test("one that is cancelled puts nothing more", async () => {
  const { db, s3 } = await made({ timeScale: 1 });
  await put(s3, "in/0.json.gz", gzipSync(lines(10).join("\n")));
  const arn = await start(db);
  expect(await describe(db, arn)).not.toHaveProperty("TotalInputBytes");
  const cancelled = await db.send(new CancelBulkOperationCommand({ BulkOperationArn: arn }));
  expect(cancelled.BulkOperationStatus).toBe("CANCELLING");
  expect(await ended(db, arn)).toMatchObject({ BulkOperationStatus: "CANCELLED", ProcessedItemCount: 0 });
  expect((await db.send(new CancelBulkOperationCommand({ BulkOperationArn: arn }))).BulkOperationStatus).toBe(
    "CANCELLED",
  );
  expect((await db.send(new ScanCommand({ TableName: "rows", Select: "COUNT" }))).Count).toBe(0);
});

test("one that the cloud's end has cut off begins again with the cloud", async () => {
  const dir = folder();
  const first = await made({ dir, timeScale: 1 });
  await put(first.s3, "in/0.json.gz", gzipSync(lines(40).join("\n")));
  const arn = await start(first.db);
  await first.stop();
  const { db } = await serve({ dir });
  expect(await ended(db, arn)).toMatchObject({ BulkOperationStatus: "COMPLETED", ProcessedItemCount: 40 });
});

test("what it cannot read fails it, with the reason", async () => {
  const { db } = await made();
  expect(await ended(db, await start(db))).toMatchObject({ BulkOperationStatus: "FAILED", FailureCode: "S3NoSuchKey" });
  const elsewhere = { S3Bucket: "no-such-bucket", InputFormat: "DYNAMODB_JSON" } as const;
  const arn = await start(db, { ClientToken: "b", InputS3Configuration: elsewhere });
  expect(await ended(db, arn)).toMatchObject({ BulkOperationStatus: "FAILED", FailureCode: "S3NoSuchBucket" });
});

test.each<{ what: string; more: Partial<StartBulkPutItemsCommandInput>; name: string; message: RegExp }>([
  {
    what: "a limit that is too low",
    more: { MaxWriteRequestUnits: 1_023 },
    name: "ValidationException",
    message: /greater than or equal to 1024/,
  },
  {
    what: "Ion",
    more: { InputS3Configuration: { S3Bucket: Bucket, InputFormat: "ION" } },
    name: "ValidationException",
    message: /Ion/,
  },
  {
    what: "a report of nothing",
    more: { OutputS3Configuration: { S3Bucket: Bucket, OutputType: [] } },
    name: "ValidationException",
    message: /outputType/,
  },
  {
    what: "an empty request",
    more: { InputS3Configuration: undefined },
    name: "ValidationException",
    message: /not be null/,
  },
  { what: "no such table", more: { TableName: "none" }, name: "ResourceNotFoundException", message: /not found/ },
])("is refused at once: $what", async ({ more, name, message }) => {
  const { db } = await made();
  await expect(start(db, more)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
});
