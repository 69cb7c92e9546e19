import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { faultsPart } from "../../../src/local/faults/part.ts";
import { s3Part } from "../../../src/local/s3/part.ts";
import { ask, serving } from "../serving.ts";

/** S3 behind faults, with one bucket in it. */
async function faulty() {
  const { endpoint } = await serving((ground) => {
    const s3 = s3Part(ground);
    return [faultsPart(ground, s3.services), s3];
  });
  const client = new S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  await client.send(new CreateBucketCommand({ Bucket: "b-1" }));
  const fault = async (spec: object) =>
    (await ask(`${endpoint}/_gworld/call-faults`, {}, JSON.stringify({ service: "s3", ...spec }))).status;
  return { client, fault };
}

const object = { Bucket: "b-1", Key: "a/b c" };
const calls = {
  PutObject: (client: S3Client) => client.send(new PutObjectCommand({ ...object, Body: "x" })),
  GetObject: (client: S3Client) => client.send(new GetObjectCommand(object)),
  ListObjectsV2: (client: S3Client) => client.send(new ListObjectsV2Command({ Bucket: "b-1" })),
  ListBuckets: (client: S3Client) => client.send(new ListBucketsCommand({})),
} as const;

test.each(["PutObject", "GetObject", "ListObjectsV2", "ListBuckets"] as const)(
  "a fault of %s strikes it by that name, and nothing else",
  async (operation) => {
    const { client, fault } = await faulty();
    await calls.PutObject(client);
    expect(await fault({ operation, times: 1, code: "SlowDown", status: 503 })).toBe(200);
    for (const [, run] of Object.entries(calls).filter(([name]) => name !== operation))
      expect((await run(client)).$metadata.httpStatusCode).toBe(200);
    await expect(calls[operation](client)).rejects.toMatchObject({ name: "SlowDown" });
    expect((await calls[operation](client)).$metadata.httpStatusCode).toBe(200);
  },
);

test("an operation that S3 does not have is refused; one that is not answered here may be asked for", async () => {
  const { fault } = await faulty();
  expect(await fault({ operation: "FetchObject", code: "SlowDown" })).toBe(400);
  expect(await fault({ operation: "GET /b-1", code: "SlowDown" })).toBe(400);
  expect(await fault({ operation: "RestoreObject", code: "SlowDown" })).toBe(200);
});
