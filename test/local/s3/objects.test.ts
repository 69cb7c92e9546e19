import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { handClock } from "../fake-ground.ts";
import { blobFiles, removed } from "./blob-files.ts";
import { authorization, Bucket, serveBucket } from "./serve.ts";

const at = { Bucket, Key: "key" };
const md5 = (body: string) => `"${createHash("md5").update(body).digest("hex")}"`;

test("an object comes back with its bytes, headers, metadata, ETag, checksum and time", async () => {
  const clock = handClock(Date.parse("2026-05-04T03:02:01.999Z"));
  const { s3 } = await serveBucket({ clock });
  const put = await s3.send(
    new PutObjectCommand({
      ...at,
      Body: "hello",
      ContentType: "text/plain",
      ContentEncoding: "identity",
      CacheControl: "no-cache",
      Metadata: { color: "blue", "two-words": "a b" },
      Tagging: "a=1&b=2",
    }),
  );
  expect(put).toMatchObject({
    ETag: md5("hello"),
    ChecksumCRC32: "NhCmhg==",
    ChecksumType: "FULL_OBJECT",
    ServerSideEncryption: "AES256",
  });
  const got = await s3.send(new GetObjectCommand(at));
  expect(await got.Body?.transformToString()).toBe("hello");
  expect(got).toMatchObject({
    ContentLength: 5,
    ContentType: "text/plain",
    ContentEncoding: "identity",
    CacheControl: "no-cache",
    Metadata: { color: "blue", "two-words": "a b" },
    ETag: md5("hello"),
    ChecksumCRC32: "NhCmhg==",
    LastModified: new Date("2026-05-04T03:02:01Z"),
    TagCount: 2,
    AcceptRanges: "bytes",
  });
  expect(got.VersionId).toBeUndefined();
});

test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const)(
  "a %s that the client computed is checked and kept",
  async (algorithm) => {
    const { s3, client } = await serveBucket();
    const checksum = await s3
      .send(new PutObjectCommand({ ...at, Body: "body", ChecksumAlgorithm: algorithm }))
      .then((answer) => answer[`Checksum${algorithm}`]);
    expect(checksum).toBeDefined();
    const head = await s3.send(new HeadObjectCommand({ ...at, ChecksumMode: "ENABLED" }));
    expect(head[`Checksum${algorithm}`]).toBe(checksum);
    const wrong = new PutObjectCommand({ ...at, Key: "wrong", Body: "other", [`Checksum${algorithm}`]: checksum });
    await expect(client({ requestChecksumCalculation: "WHEN_REQUIRED" }).send(wrong)).rejects.toMatchObject({
      name: "BadDigest",
      message: `The ${algorithm} you specified did not match the calculated checksum.`,
    });
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "wrong" }))).rejects.toMatchObject({ name: "NotFound" });
  },
);

test("a stream of unknown hash is taken in chunks with its checksum behind", async () => {
  const { s3 } = await serveBucket();
  const bytes = Buffer.alloc(300_000, "abc");
  const Body = Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
  const put = await s3.send(new PutObjectCommand({ ...at, Body, ContentLength: bytes.length }));
  expect(put.ETag).toBe(`"${createHash("md5").update(bytes).digest("hex")}"`);
  const { Body: got, ContentEncoding } = await s3.send(new GetObjectCommand(at));
  expect(Buffer.from((await got?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
  expect(ContentEncoding).toBeUndefined();
});

test.each([
  { headers: { "content-md5": "AAAAAAAAAAAAAAAAAAAAAA==" }, code: "BadDigest" },
  { headers: { "content-md5": "short" }, code: "InvalidDigest" },
  { headers: { "x-amz-content-sha256": "0".repeat(64) }, code: "XAmzContentSHA256Mismatch" },
  { headers: { "x-amz-checksum-crc32": "nope" }, code: "InvalidRequest" },
  { headers: { "x-amz-checksum-crc32": "NhCmhg==", "x-amz-checksum-sha1": "x" }, code: "InvalidRequest" },
  { headers: { "x-amz-decoded-content-length": "99" }, code: "IncompleteBody" },
  {
    headers: { "content-encoding": "aws-chunked", "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER" },
    code: "IncompleteBody",
  },
  { headers: { "x-amz-server-side-encryption": "rot13" }, code: "InvalidArgument" },
  { headers: { "x-amz-acl": "public-read" }, code: "AccessControlListNotSupported" },
  { headers: { "x-amz-meta-long": "x".repeat(2100) }, code: "MetadataTooLarge" },
  { headers: { "x-amz-tagging": Array.from({ length: 11 }, (_, n) => `k${n}=v`).join("&") }, code: "BadRequest" },
  { headers: { "if-none-match": '"etag"' }, code: "NotImplemented" },
])("an upload with $headers is refused with $code and leaves nothing", async ({ headers, code }) => {
  const { s3, endpoint, dir } = await serveBucket();
  const answer = await fetch(`${endpoint}/${Bucket}/key`, {
    method: "PUT",
    body: "hello",
    headers: Object.entries({ authorization, ...headers }),
  });
  expect(await answer.text()).toContain(`<Code>${code}</Code>`);
  await expect(s3.send(new HeadObjectCommand(at))).rejects.toMatchObject({ name: "NotFound" });
  await expect.poll(() => blobFiles(dir), removed).toEqual([]);
});

/** What HTTP says a range of 16 bytes gives: status, body, Content-Range. */
function sliced(body: string, first: number | undefined, last: number | undefined) {
  const none = first === undefined && last === undefined;
  const backwards = first !== undefined && last !== undefined && last < first;
  if (none || backwards) return [200, body, null];
  const start = first ?? Math.max(16 - (last ?? 16), 0);
  const end = first === undefined ? 15 : Math.min(last ?? 15, 15);
  return start > end ? [416, "", "bytes */16"] : [206, body.slice(start, end + 1), `bytes ${start}-${end}/16`];
}

test("ranges are what a slice is", async () => {
  const { endpoint, s3 } = await serveBucket();
  const body = "0123456789abcdef";
  await s3.send(new PutObjectCommand({ ...at, Body: body }));
  const bound = fc.option(fc.nat(20), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(bound, bound, async (first, last) => {
      const range = `bytes=${first ?? ""}-${last ?? ""}`;
      const answer = await fetch(`${endpoint}/${Bucket}/key`, { headers: { authorization, range } });
      const got = await answer.text();
      const told = [answer.status, answer.ok ? got : "", answer.headers.get("content-range")];
      expect(told).toEqual(sliced(body, first, last));
    }),
    { numRuns: 80 },
  );
});

const past = new Date("2026-01-01T00:00:00Z");
const future = new Date("2026-12-01T00:00:00Z");

test.each([
  { conditions: { IfMatch: md5("x") }, status: 200 },
  { conditions: { IfMatch: "*" }, status: 200 },
  { conditions: { IfMatch: '"other"' }, status: 412 },
  { conditions: { IfNoneMatch: md5("x") }, status: 304 },
  { conditions: { IfNoneMatch: '"other"' }, status: 200 },
  { conditions: { IfModifiedSince: future }, status: 304 },
  { conditions: { IfModifiedSince: past }, status: 200 },
  { conditions: { IfUnmodifiedSince: past }, status: 412 },
  { conditions: { IfUnmodifiedSince: future }, status: 200 },
  { conditions: { IfMatch: md5("x"), IfUnmodifiedSince: past }, status: 200 },
  { conditions: { IfNoneMatch: md5("x"), IfModifiedSince: past }, status: 304 },
])("a read with $conditions answers $status", async ({ conditions, status }) => {
  const { s3 } = await serveBucket({ clock: handClock(Date.parse("2026-06-01T00:00:00Z")) });
  await s3.send(new PutObjectCommand({ ...at, Body: "x" }));
  const got = await s3.send(new GetObjectCommand({ ...at, ...conditions })).catch((error: unknown) => error);
  expect(got).toMatchObject({ $metadata: { httpStatusCode: status } });
  const head = await s3.send(new HeadObjectCommand({ ...at, ...conditions })).catch((error: unknown) => error);
  expect(head).toMatchObject({ $metadata: { httpStatusCode: status } });
});

test.each([
  { there: false, conditions: { IfNoneMatch: "*" }, name: undefined },
  { there: true, conditions: { IfNoneMatch: "*" }, name: "PreconditionFailed" },
  { there: true, conditions: { IfMatch: md5("x") }, name: undefined },
  { there: true, conditions: { IfMatch: '"other"' }, name: "PreconditionFailed" },
  { there: false, conditions: { IfMatch: '"other"' }, name: "NoSuchKey" },
])("a write with $conditions over an object ($there) ends in $name", async ({ there, conditions, name }) => {
  const { s3 } = await serveBucket();
  if (there) await s3.send(new PutObjectCommand({ ...at, Body: "x" }));
  const result = await s3.send(new PutObjectCommand({ ...at, Body: "new", ...conditions })).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.name : error),
  );
  expect(result).toBe(name);
});

test("of many who write a key only if it is not there, one succeeds", async () => {
  const { s3 } = await serveBucket();
  const writes = Array.from({ length: 20 }, (_, n) =>
    s3.send(new PutObjectCommand({ ...at, Body: `writer ${n}`, IfNoneMatch: "*" })),
  );
  const results = await Promise.allSettled(writes);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

/** A PUT whose body is sent in two halves, with something done in between. */
async function interrupted(port: number, headers: Readonly<Record<string, string>>, between: () => Promise<unknown>) {
  const body = Buffer.alloc(200_000, "x");
  const sending = httpRequest({
    port,
    method: "PUT",
    path: `/${Bucket}/key`,
    headers: { authorization, "content-length": String(body.length), ...headers },
  });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    sending.on("response", (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sending.on("error", reject);
  });
  sending.write(body.subarray(0, 100_000));
  await between();
  sending.end(body.subarray(100_000));
  return answered;
}

test("a deletion while a conditional write arrives makes it conflict", async () => {
  const { s3, port, dir } = await serveBucket();
  await s3.send(new PutObjectCommand({ ...at, Body: "x" }));
  const status = await interrupted(port, { "if-match": md5("x") }, async () => {
    await expect.poll(() => blobFiles(dir).length, removed).toBe(2);
    await s3.send(new DeleteObjectCommand(at));
  });
  expect(status).toBe(409);
});

test("until an upload is complete readers see the old object", async () => {
  const { s3, port, dir } = await serveBucket();
  await s3.send(new PutObjectCommand({ ...at, Body: "old" }));
  const seen: unknown[] = [];
  const status = await interrupted(port, {}, async () => {
    await expect.poll(() => blobFiles(dir).length, removed).toBe(2);
    const { Body } = await s3.send(new GetObjectCommand(at));
    seen.push(await Body?.transformToString());
  });
  expect([status, ...seen]).toEqual([200, "old"]);
  expect((await s3.send(new HeadObjectCommand(at))).ContentLength).toBe(200_000);
  await expect.poll(() => blobFiles(dir), removed).toHaveLength(1);
});

const hostile = [
  "..",
  "../../etc/passwd",
  "/",
  "//",
  "a//b",
  ".",
  "\0",
  "a\u0000b",
  "con",
  "%2e%2e%2f",
  "?versionId=x",
  "a b+c&d=e#f",
  "\u{1f600}".repeat(256),
];

test.each(hostile)("the key %j is a key and nothing else", async (Key) => {
  const { s3, dir } = await serveBucket();
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(await Body?.transformToString()).toBe(Key);
  const listed = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: "url" }));
  expect(listed.Contents?.map((one) => decodeURIComponent(one.Key ?? ""))).toEqual([Key]);
  expect(blobFiles(dir)).toEqual([expect.stringMatching(/^[0-9a-f]{2}\/[0-9a-f]{32}$/)]);
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await expect.poll(() => blobFiles(dir), removed).toEqual([]);
});

test("a key of more than 1024 bytes is too long", async () => {
  const { s3 } = await serveBucket();
  await expect(s3.send(new PutObjectCommand({ Bucket, Key: "ü".repeat(513), Body: "" }))).rejects.toMatchObject({
    name: "KeyTooLongError",
  });
});

test("a copy keeps or replaces metadata and tags, across versions", async () => {
  const { s3 } = await serveBucket();
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const source = { Bucket, Key: "a b/ü" };
  const first = await s3.send(new PutObjectCommand({ ...source, Body: "one", Metadata: { n: "1" }, Tagging: "t=1" }));
  await s3.send(new PutObjectCommand({ ...source, Body: "two" }));
  const CopySource = `${Bucket}/${encodeURIComponent("a b/ü")}`;
  const old = await s3.send(new CopyObjectCommand({ ...at, CopySource: `${CopySource}?versionId=${first.VersionId}` }));
  expect(old).toMatchObject({ CopySourceVersionId: first.VersionId, CopyObjectResult: { ETag: md5("one") } });
  expect(await s3.send(new HeadObjectCommand(at))).toMatchObject({ Metadata: { n: "1" }, ContentLength: 3 });
  expect((await s3.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([{ Key: "t", Value: "1" }]);
  await s3.send(new CopyObjectCommand({ ...at, CopySource, MetadataDirective: "REPLACE", ContentType: "text/x" }));
  expect(await s3.send(new HeadObjectCommand(at))).toMatchObject({
    Metadata: {},
    ContentType: "text/x",
    ETag: md5("two"),
  });
  await expect(
    s3.send(new CopyObjectCommand({ ...at, CopySource, CopySourceIfMatch: md5("one") })),
  ).rejects.toMatchObject({ name: "PreconditionFailed" });
});

test("a copy onto itself must change something", async () => {
  const { s3 } = await serveBucket();
  await s3.send(new PutObjectCommand({ ...at, Body: "x" }));
  const onto = { ...at, CopySource: `${Bucket}/key` };
  await expect(s3.send(new CopyObjectCommand(onto))).rejects.toMatchObject({ name: "InvalidRequest" });
  await s3.send(new CopyObjectCommand({ ...onto, MetadataDirective: "REPLACE", Metadata: { a: "b" } }));
  expect((await s3.send(new HeadObjectCommand(at))).Metadata).toEqual({ a: "b" });
});

test("many are deleted at once, each by itself", async () => {
  const { s3 } = await serveBucket();
  for (const Key of ["a", "b<&>", " c "]) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  const Objects = ["a", "b<&>", " c ", "none"].map((Key) => ({ Key }));
  const bad = { Key: "a", VersionId: "bad" };
  const { Deleted, Errors } = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [...Objects, bad] } }),
  );
  expect(Deleted).toEqual(Objects);
  expect(Errors).toMatchObject([{ Key: "a", VersionId: "bad", Code: "InvalidArgument" }]);
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  const quiet = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  expect(quiet.Deleted).toBeUndefined();
});

test("tags are replaced and deleted without a new object", async () => {
  const { s3 } = await serveBucket();
  await s3.send(new PutObjectCommand({ ...at, Body: "x", Tagging: "a=1" }));
  await s3.send(new PutObjectTaggingCommand({ ...at, Tagging: { TagSet: [{ Key: "b", Value: "2" }] } }));
  expect((await s3.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([{ Key: "b", Value: "2" }]);
  await s3.send(new DeleteObjectTaggingCommand(at));
  expect((await s3.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([]);
});

test("objects are there after a restart, and what died on its way is swept away", async () => {
  const first = await serveBucket();
  await first.s3.send(new PutObjectCommand({ ...at, Body: "kept" }));
  const dead = httpRequest({
    port: first.port,
    method: "PUT",
    path: `/${Bucket}/dead`,
    headers: { authorization, "content-length": "1000000" },
  });
  dead.on("error", () => undefined);
  dead.write(Buffer.alloc(100_000));
  await expect.poll(() => blobFiles(first.dir).length, removed).toBe(2);
  dead.destroy();
  await first.stop();
  writeFileSync(join(first.dir, "s3", blobFiles(first.dir)[0]?.slice(0, 2) ?? "", "f".repeat(32)), "orphan");
  const { part, s3 } = await serveBucket({ dir: first.dir });
  await expect.poll(() => blobFiles(first.dir), removed).toHaveLength(1);
  expect(await part.readText(Bucket, "key")).toBe("kept");
  expect(await part.readText(Bucket, "dead")).toBeUndefined();
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(1);
});
