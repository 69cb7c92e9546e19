import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { join } from "node:path";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutBucketVersioningCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { addBucket } from "../../../src/local/s3/buckets.ts";
import { blobsIn } from "../../../src/local/s3/blobs.ts";
import { catalogueIn } from "../../../src/local/s3/catalogue.ts";
import { completeMultipartUpload } from "../../../src/local/s3/complete-upload.ts";
import { inFlight } from "../../../src/local/s3/in-flight.ts";
import { isBucket, isPart, isUpload, type PartRecord } from "../../../src/local/s3/records.ts";
import type { S3 } from "../../../src/local/s3/s3.ts";
import type { Store, Table } from "../../../src/local/store.ts";
import { errorLines } from "../error-lines.ts";
import { memoryStore } from "../fake-ground.ts";
import { blobFiles, removed } from "./blob-files.ts";
import { Bucket, folder, serve, serveBucket } from "./serve.ts";

const at = { Bucket, Key: "big" };

/** A store that writes nothing more once a row of the table is to be deleted, as when the process ends there. */
const endingAt =
  (fatal: string) =>
  (store: Store): Store => {
    let ended = false;
    const write = (name: string, run: () => void) => {
      ended ||= name === fatal;
      if (ended) throw new Error("ended here");
      run();
    };
    return {
      table<T>(name: string, guard: (value: unknown) => value is T): Table<T> {
        const table = store.table(name, guard);
        return { ...table, delete: (key) => write(name, () => table.delete(key)) };
      },
    };
  };

async function upload(s3: S3Client) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
  const to = { ...at, UploadId };
  const { ETag } = await s3.send(new UploadPartCommand({ ...to, PartNumber: 1, Body: "whole" }));
  return { ...to, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
}

const body = async (s3: S3Client) => (await s3.send(new GetObjectCommand(at))).Body?.transformToString();

test.each([
  { again: "completed", versioning: "Suspended" },
  { again: "aborted", versioning: "Suspended" },
  { again: "completed", versioning: "Enabled" },
] as const)("an upload cut off as it became an object and $again again keeps its body ($versioning)", async (given) => {
  const lines = errorLines();
  const cut = await serveBucket({ store: endingAt("s3.uploads") });
  const VersioningConfiguration = { Status: given.versioning };
  await cut.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const to = await upload(cut.s3);
  await expect(cut.s3.send(new CompleteMultipartUploadCommand(to))).rejects.toMatchObject({ name: "InternalError" });
  expect(lines).toEqual(["Error: ended here"]);
  await cut.stop();
  const { s3, dir } = await serve({ dir: cut.dir });
  const again =
    given.again === "completed"
      ? s3.send(new CompleteMultipartUploadCommand(to))
      : s3.send(new AbortMultipartUploadCommand(to));
  await expect(again).rejects.toMatchObject({ name: "NoSuchUpload" });
  expect(await body(s3)).toBe("whole");
  expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  expect(blobFiles(dir)).toHaveLength(1);
});

test("in the same process, too, another completion or an abort leaves the object's body alone", async () => {
  errorLines();
  const { s3, dir } = await serveBucket({ store: endingAt("s3.uploads") });
  const to = await upload(s3);
  for (const command of [
    () => s3.send(new CompleteMultipartUploadCommand(to)),
    () => s3.send(new CompleteMultipartUploadCommand(to)),
    () => s3.send(new AbortMultipartUploadCommand(to)),
  ])
    await expect(command()).rejects.toMatchObject({ name: "InternalError" });
  expect(await body(s3)).toBe("whole");
  expect(blobFiles(dir)).toHaveLength(1);
});

test("parts that an abort left behind when it was cut off go at the next start", async () => {
  errorLines();
  const cut = await serveBucket({ store: endingAt("s3.parts") });
  const to = await upload(cut.s3);
  await expect(cut.s3.send(new AbortMultipartUploadCommand(to))).rejects.toMatchObject({ name: "InternalError" });
  await cut.stop();
  await serve({ dir: cut.dir });
  await expect.poll(() => blobFiles(cut.dir), removed).toEqual([]);
});

test("a part that comes again while the sum of all bytes is read takes the place of the first", async () => {
  const { s3, change } = underWay();
  const first = await s3.blobs.store(pieces("same"), []);
  const second = await s3.blobs.store(pieces("same"), []);
  change(first);
  const late: S3 = {
    ...s3,
    blobs: {
      ...s3.blobs,
      read(segments) {
        const stream = s3.blobs.read(segments);
        change(second);
        s3.blobs.remove([first]);
        return stream;
      },
    },
  };
  const etag = first.md5.toString("hex");
  const wanted = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`;
  await completeMultipartUpload(late, completion(wanted));
  expect(s3.objects.get(Bucket, "big")?.versions[0]?.segments).toEqual([{ id: second.id, size: 4 }]);
});

async function* pieces(text: string) {
  yield Buffer.from(text);
}

/** S3 with one upload, whose only part is put by hand. */
function underWay() {
  const store = memoryStore();
  const s3: S3 = {
    account: "000000000000",
    endpoint: () => "http://127.0.0.1:9",
    buckets: store.table("s3.buckets", isBucket),
    objects: catalogueIn(store),
    uploads: store.table("s3.uploads", isUpload),
    parts: store.table("s3.parts", isPart),
    blobs: blobsIn(join(folder(), "s3")),
    inFlight: inFlight(),
    now: () => 0,
  };
  addBucket(s3, { name: Bucket, region: "us-east-1", origin: "" });
  const upload = { id: "u", bucket: Bucket, key: "big", at: 0, headers: {}, tags: {} };
  s3.uploads.put("u", { ...upload, algorithm: "CRC32", checksumType: "FULL_OBJECT" });
  const change = ({ id, md5 }: { id: string; md5: Buffer }) => {
    const part: PartRecord = { id, size: 4, upload: "u", number: 1, at: 0, etag: md5.toString("hex"), checksum: null };
    s3.parts.put("u/1", part);
  };
  return { s3, change };
}

function completion(document: string) {
  const message = new IncomingMessage(new Socket());
  message.push(document);
  message.push(null);
  return {
    method: "POST",
    bucket: Bucket,
    key: "big",
    query: new URLSearchParams({ uploadId: "u" }),
    header: () => undefined,
    headers: {},
    body: message,
    call: { region: "us-east-1", account: "000000000000", requestId: "r" },
  };
}
