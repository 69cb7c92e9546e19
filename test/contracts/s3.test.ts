import { createHash } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { contract } from "./endpoints.ts";

contract("S3", ({ name }, config) => {
  const s3 = () => new S3Client({ ...config(), forcePathStyle: true });
  const bucket = async (Bucket: string) => {
    const CreateBucketConfiguration = { LocationConstraint: "eu-central-1" as const };
    await s3().send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    return Bucket;
  };
  const versioned = async (unversioned: string) => {
    const Bucket = await bucket(unversioned);
    await s3().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    return Bucket;
  };
  const put = (Bucket: string, Key: string, Body = "x") => s3().send(new PutObjectCommand({ Bucket, Key, Body }));
  const etag = (body: string) => `"${createHash("md5").update(body).digest("hex")}"`;

  test("an object comes back as it was put, with the SDK's own checksum", async () => {
    const at = { Bucket: await bucket("objects"), Key: "a b/ü" };
    const put = await s3().send(
      new PutObjectCommand({ ...at, Body: "hello", ContentType: "text/plain", Metadata: { k: "v" }, Tagging: "t=1" }),
    );
    expect(put).toMatchObject({ ETag: etag("hello"), ChecksumCRC32: "NhCmhg==" });
    const got = await s3().send(new GetObjectCommand(at));
    expect(await got.Body?.transformToString()).toBe("hello");
    expect(got).toMatchObject({ ContentType: "text/plain", Metadata: { k: "v" }, ContentLength: 5 });
    expect((await s3().send(new GetObjectTaggingCommand(at))).TagSet).toEqual([{ Key: "t", Value: "1" }]);
  });

  test("what is not there is not found", async () => {
    const Bucket = await bucket("missing");
    await expect(s3().send(new GetObjectCommand({ Bucket, Key: "none" }))).rejects.toMatchObject({
      name: "NoSuchKey",
      message: "The specified key does not exist.",
    });
    await expect(s3().send(new HeadObjectCommand({ Bucket, Key: "none" }))).rejects.toMatchObject({
      name: "NotFound",
    });
    await expect(s3().send(new HeadBucketCommand({ Bucket: "nowhere" }))).rejects.toMatchObject({ name: "NotFound" });
    await expect(s3().send(new ListObjectsV2Command({ Bucket: "nowhere" }))).rejects.toMatchObject({
      name: "NoSuchBucket",
      message: "The specified bucket does not exist",
    });
  });

  test("a name is taken once", async () => {
    const Bucket = await bucket("taken");
    await expect(bucket(Bucket)).rejects.toMatchObject({ name: "BucketAlreadyOwnedByYou" });
  });

  test("write once: a key that is there is not written over", async () => {
    const at = { Bucket: await bucket("once"), Key: "chunk" };
    await s3().send(new PutObjectCommand({ ...at, Body: "one", IfNoneMatch: "*" }));
    await expect(s3().send(new PutObjectCommand({ ...at, Body: "two", IfNoneMatch: "*" }))).rejects.toMatchObject({
      name: "PreconditionFailed",
      $metadata: { httpStatusCode: 412 },
    });
    expect((await s3().send(new HeadObjectCommand(at))).ETag).toBe(etag("one"));
  });

  test("reads may depend on the ETag", async () => {
    const at = { Bucket: await bucket("conditional"), Key: "a" };
    await put(at.Bucket, at.Key);
    await expect(s3().send(new GetObjectCommand({ ...at, IfMatch: '"no"' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    });
    await expect(s3().send(new GetObjectCommand({ ...at, IfNoneMatch: etag("x") }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
  });

  test("ranges are cut, and beyond the end refused", async () => {
    const at = { Bucket: await bucket("ranges"), Key: "a" };
    await put(at.Bucket, at.Key, "0123456789");
    const part = async (Range: string) =>
      (await s3().send(new GetObjectCommand({ ...at, Range }))).Body?.transformToString();
    expect(await part("bytes=2-4")).toBe("234");
    expect(await part("bytes=7-")).toBe("789");
    expect(await part("bytes=-2")).toBe("89");
    await expect(part("bytes=10-")).rejects.toMatchObject({ name: "InvalidRange" });
  });

  test("listing rolls up prefixes and goes on page by page", async () => {
    const Bucket = await bucket("listed");
    for (const key of ["a/1", "a/2", "b", "c/1", "d"]) await put(Bucket, key);
    const first = await s3().send(new ListObjectsV2Command({ Bucket, Delimiter: "/", MaxKeys: 3 }));
    const next = await s3().send(
      new ListObjectsV2Command({ Bucket, Delimiter: "/", ContinuationToken: first.NextContinuationToken }),
    );
    const names = [first, next].flatMap(({ Contents = [], CommonPrefixes = [] }) => [
      ...Contents.map(({ Key }) => Key),
      ...CommonPrefixes.map(({ Prefix }) => Prefix),
    ]);
    expect(first).toMatchObject({ IsTruncated: true, KeyCount: 3 });
    expect(next.IsTruncated).toBe(false);
    expect(new Set(names)).toEqual(new Set(["a/", "b", "c/", "d"]));
    expect(names).toHaveLength(4);
  });

  test("a deletion hides versions under a marker, and deleting the marker shows them again", async () => {
    const at = { Bucket: await versioned("versions"), Key: "a" };
    const { VersionId } = await put(at.Bucket, at.Key, "one");
    await put(at.Bucket, at.Key, "two");
    const marker = await s3().send(new DeleteObjectCommand(at));
    expect(marker.DeleteMarker).toBe(true);
    await expect(s3().send(new GetObjectCommand(at))).rejects.toMatchObject({ name: "NoSuchKey" });
    const all = await s3().send(new ListObjectVersionsCommand({ Bucket: at.Bucket }));
    expect(all.Versions).toHaveLength(2);
    expect(all.DeleteMarkers).toMatchObject([{ Key: "a", IsLatest: true, VersionId: marker.VersionId }]);
    const old = await s3().send(new GetObjectCommand({ ...at, VersionId }));
    expect(await old.Body?.transformToString()).toBe("one");
    await s3().send(new DeleteObjectCommand({ ...at, VersionId: marker.VersionId }));
    expect((await s3().send(new HeadObjectCommand(at))).ETag).toBe(etag("two"));
  });

  test("parts become one object with an ETag of their number", async () => {
    const at = { Bucket: await bucket("uploads"), Key: "big" };
    const { UploadId } = await s3().send(new CreateMultipartUploadCommand(at));
    const Parts = [];
    for (const [index, Body] of [Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("end")].entries()) {
      const PartNumber = index + 1;
      const { ETag, ChecksumCRC32 } = await s3().send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
      Parts.push({ PartNumber, ETag, ChecksumCRC32 });
    }
    const done = await s3().send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
    expect(done.ETag).toMatch(/^"[\da-f]{32}-2"$/);
    expect((await s3().send(new HeadObjectCommand(at))).ContentLength).toBe(5 * 1024 * 1024 + 3);
  });

  test("a copy has the bytes and metadata of its source", async () => {
    const Bucket = await bucket("copies");
    await s3().send(new PutObjectCommand({ Bucket, Key: "from", Body: "x", Metadata: { k: "v" } }));
    await s3().send(new CopyObjectCommand({ Bucket, Key: "to", CopySource: `${Bucket}/from` }));
    expect(await s3().send(new HeadObjectCommand({ Bucket, Key: "to" }))).toMatchObject({
      ETag: etag("x"),
      Metadata: { k: "v" },
    });
  });

  test("many are deleted at once, and a bucket only when it is empty", async () => {
    const Bucket = await bucket("deleted");
    for (const key of ["a", "b"]) await put(Bucket, key);
    await expect(s3().send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "BucketNotEmpty" });
    const Objects = ["a", "b", "none"].map((Key) => ({ Key }));
    const { Deleted = [] } = await s3().send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(new Set(Deleted.map(({ Key }) => Key))).toEqual(new Set(["a", "b", "none"]));
    await s3().send(new DeleteBucketCommand({ Bucket }));
  });

  test("versioning and policy are kept; a bucket without a policy says so", async () => {
    const Bucket = await versioned("settings");
    expect((await s3().send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    await expect(s3().send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: "NoSuchBucketPolicy",
      message: "The bucket policy does not exist",
    });
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: `arn:aws:s3:::${Bucket}/*` }],
    });
    await s3().send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect(JSON.parse((await s3().send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? "")).toEqual(
      JSON.parse(Policy),
    );
  });

  test.skipIf(name === "moto")("a new bucket is encrypted (moto tells no default)", async () => {
    const Bucket = await bucket("encrypted");
    const { ServerSideEncryptionConfiguration } = await s3().send(new GetBucketEncryptionCommand({ Bucket }));
    expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
    ]);
  });

  test.skipIf(name === "moto")(
    "a body that is not what its checksum says is refused (moto does not compare)",
    async () => {
      const Bucket = await bucket("checked");
      const wrong = new PutObjectCommand({ Bucket, Key: "a", Body: "x", ChecksumSHA256: "A".repeat(43) + "=" });
      await expect(s3().send(wrong)).rejects.toMatchObject({ name: "BadDigest" });
    },
  );

  test.skipIf(name === "moto")(
    "a request that expects another owner is refused (moto does not look at the owner)",
    async () => {
      const Bucket = await bucket("owned");
      await expect(
        s3().send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: "999988887777" })),
      ).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    },
  );
});
