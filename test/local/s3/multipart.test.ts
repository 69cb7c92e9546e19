import { createHash, randomBytes } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { type Algorithm, sum } from "../../../src/local/s3/checksum.ts";
import { blobFiles, removed } from "./blob-files.ts";
import { Bucket, serveBucket } from "./serve.ts";

const at = { Bucket, Key: "big/one" };
const mebibyte = 1024 * 1024;
const bodies = [randomBytes(5 * mebibyte), randomBytes(5 * mebibyte), randomBytes(1000)];
const whole = Buffer.concat(bodies);

async function begin(s3: S3Client, input: Partial<CreateMultipartUploadCommandInput> = {}) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...at, ...input }));
  return { ...at, UploadId };
}

type Upload = Awaited<ReturnType<typeof begin>>;

async function upload(s3: S3Client, to: Upload, ChecksumAlgorithm?: Algorithm) {
  const parts: CompletedPart[] = [];
  for (const [index, Body] of bodies.entries()) {
    const PartNumber = index + 1;
    const {
      $metadata: _,
      ServerSideEncryption: __,
      ...sums
    } = await s3.send(new UploadPartCommand({ ...to, PartNumber, Body, ChecksumAlgorithm }));
    parts.push({ PartNumber, ...sums });
  }
  return parts;
}

const complete = (s3: S3Client, to: Upload, Parts: CompletedPart[], more: { IfNoneMatch?: string } = {}) =>
  s3.send(new CompleteMultipartUploadCommand({ ...to, MultipartUpload: { Parts }, ...more }));

test("parts become one object, with S3's ETag, read whole, by range across parts and by part", async () => {
  const { s3, dir } = await serveBucket();
  const to = await begin(s3, { ContentType: "text/x", Metadata: { a: "b" } });
  const parts = await upload(s3, to);
  const { ETag } = await complete(s3, to, parts);
  const digests = bodies.map((body) => createHash("md5").update(body).digest());
  expect(ETag).toBe(`"${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-3"`);
  const got = await s3.send(new GetObjectCommand(at));
  expect(got).toMatchObject({ ContentLength: whole.length, ContentType: "text/x", Metadata: { a: "b" } });
  expect(whole.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
  const from = 5 * mebibyte - 10;
  const range = await s3.send(new GetObjectCommand({ ...at, Range: `bytes=${from}-${from + 19}` }));
  expect(Buffer.from((await range.Body?.transformToByteArray()) ?? [])).toEqual(whole.subarray(from, from + 20));
  const second = await s3.send(new HeadObjectCommand({ ...at, PartNumber: 2 }));
  expect(second).toMatchObject({ PartsCount: 3, ContentLength: 5 * mebibyte });
  await s3.send(new PutObjectCommand({ ...at, Body: "small" }));
  await expect.poll(() => blobFiles(dir), removed).toHaveLength(1);
});

test.each([
  ["CRC32", "COMPOSITE"],
  ["CRC32", "FULL_OBJECT"],
  ["CRC32C", "COMPOSITE"],
  ["CRC64NVME", "FULL_OBJECT"],
  ["SHA1", "COMPOSITE"],
  ["SHA256", "COMPOSITE"],
] as const)("a %s of the type %s is that of the parts or of the whole", async (ChecksumAlgorithm, ChecksumType) => {
  const { s3 } = await serveBucket();
  const to = await begin(s3, { ChecksumAlgorithm, ChecksumType });
  const parts = await upload(s3, to, ChecksumAlgorithm);
  const done = await complete(s3, to, parts);
  const digest = (bytes: Uint8Array) => {
    const one = sum(ChecksumAlgorithm);
    one.update(bytes);
    return one.digest();
  };
  const expected =
    ChecksumType === "FULL_OBJECT"
      ? digest(whole).toString("base64")
      : `${digest(Buffer.concat(bodies.map(digest))).toString("base64")}-3`;
  expect(done).toMatchObject({ [`Checksum${ChecksumAlgorithm}`]: expected, ChecksumType });
  const head = await s3.send(new HeadObjectCommand({ ...at, ChecksumMode: "ENABLED" }));
  expect(head).toMatchObject({ [`Checksum${ChecksumAlgorithm}`]: expected, ChecksumType });
});

test.each([
  { change: (parts: CompletedPart[]) => parts.toReversed(), name: "InvalidPartOrder" },
  { change: (parts: CompletedPart[]) => parts.map((part) => ({ ...part, ETag: '"none"' })), name: "InvalidPart" },
  { change: (parts: CompletedPart[]) => [...parts, { ...parts[0], PartNumber: 9 }], name: "InvalidPart" },
  {
    change: (parts: CompletedPart[]) => parts.map(({ ETag, PartNumber }) => ({ ETag, PartNumber })),
    name: "InvalidRequest",
  },
  { change: (): CompletedPart[] => [], name: "MalformedXML" },
])("a completion that does not fit is refused with $name, and the upload goes on", async ({ change, name }) => {
  const { s3 } = await serveBucket();
  const to = await begin(s3, { ChecksumAlgorithm: "CRC32" });
  const parts = await upload(s3, to, "CRC32");
  await expect(complete(s3, to, change(parts))).rejects.toMatchObject({ name });
  await complete(s3, to, parts);
  expect((await s3.send(new HeadObjectCommand(at))).ContentLength).toBe(whole.length);
});

test("only the last part may be small", async () => {
  const { s3 } = await serveBucket();
  const to = await begin(s3);
  const parts: CompletedPart[] = [];
  for (const PartNumber of [1, 2]) {
    const { ETag } = await s3.send(new UploadPartCommand({ ...to, PartNumber, Body: "small" }));
    parts.push({ PartNumber, ETag });
  }
  await expect(complete(s3, to, parts)).rejects.toMatchObject({ name: "EntityTooSmall" });
  await complete(s3, to, parts.slice(1));
});

test("a completion may demand that the key is free", async () => {
  const { s3 } = await serveBucket();
  const to = await begin(s3);
  const parts = await upload(s3, to);
  await s3.send(new PutObjectCommand({ ...at, Body: "first" }));
  await expect(complete(s3, to, parts, { IfNoneMatch: "*" })).rejects.toMatchObject({ name: "PreconditionFailed" });
  await complete(s3, to, parts);
});

test("parts and uploads are listed in pages; an abort takes all away", async () => {
  const { s3, dir } = await serveBucket();
  const to = await begin(s3);
  await begin(s3, { Key: "other" });
  await upload(s3, to);
  const first = await s3.send(new ListPartsCommand({ ...to, MaxParts: 2 }));
  expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: "2" });
  const rest = await s3.send(new ListPartsCommand({ ...to, PartNumberMarker: first.NextPartNumberMarker }));
  expect([...(first.Parts ?? []), ...(rest.Parts ?? [])].map(({ Size }) => Size)).toEqual(
    bodies.map((body) => body.length),
  );
  const page = await s3.send(new ListMultipartUploadsCommand({ Bucket, MaxUploads: 1 }));
  expect(page).toMatchObject({ IsTruncated: true, Uploads: [{ Key: "big/one" }], NextKeyMarker: "big/one" });
  const next = await s3.send(
    new ListMultipartUploadsCommand({ Bucket, KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }),
  );
  expect(next.Uploads).toMatchObject([{ Key: "other" }]);
  await s3.send(new AbortMultipartUploadCommand(to));
  await expect.poll(() => blobFiles(dir), removed).toEqual([]);
  await expect(s3.send(new UploadPartCommand({ ...to, PartNumber: 1, Body: "x" }))).rejects.toMatchObject({
    name: "NoSuchUpload",
  });
});

test("a part may be a range of another object", async () => {
  const { s3 } = await serveBucket();
  await s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: "0123456789" }));
  const to = await begin(s3);
  const CopySource = `${Bucket}/source`;
  const { CopyPartResult } = await s3.send(
    new UploadPartCopyCommand({ ...to, PartNumber: 1, CopySource, CopySourceRange: "bytes=2-5" }),
  );
  await complete(s3, to, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
  const { Body } = await s3.send(new GetObjectCommand(at));
  expect(await Body?.transformToString()).toBe("2345");
});

test("an upload goes on after a restart", async () => {
  const first = await serveBucket();
  const to = await begin(first.s3);
  const parts = await upload(first.s3, to);
  await first.stop();
  const { s3 } = await serveBucket({ dir: first.dir });
  await complete(s3, to, parts);
  expect((await s3.send(new HeadObjectCommand(at))).ContentLength).toBe(whole.length);
});
