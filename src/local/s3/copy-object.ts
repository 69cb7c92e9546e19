import type { Readable } from "node:stream";
import { decode } from "./address.ts";
import { bucketOf, expectOwner } from "./bucket.ts";
import { algorithmOf, memberOf, type Algorithm } from "./checksum.ts";
import { conditionally, isNotModified, readConditions } from "./conditions.ts";
import { headerTags, objectHeaders } from "./object-headers.ts";
import { encryptionHeaders } from "./put-object.ts";
import { invalidArgument, invalidRequest, noSuchBucket, preconditionFailed } from "./refuse.ts";
import type { BucketRecord, Version } from "./records.ts";
import { xml, type S3, type S3Operation, type S3Request } from "./s3.ts";
import { addVersion, versionHeader, versionOf } from "./versions.ts";
import { document, leaf } from "./xml.ts";

/** Copies the bytes, so that the copy is one part with an ETag of its own, as S3 makes it. */
export const copyObject: S3Operation = (s3, request) => {
  const bucket = bucketOf(s3, request);
  const source = copySource(s3, request);
  const replace = request.header("x-amz-metadata-directive") === "REPLACE";
  checkChange(request, source, replace);
  const { headers: own } = source.version;
  const fresh = objectHeaders(request, bucket);
  const headers = replace ? fresh : { ...own, ...encryptionHeaders(fresh), ...storageClass(fresh) };
  const tags = request.header("x-amz-tagging-directive") === "REPLACE" ? headerTags(request) : source.version.tags;
  const algorithm = algorithmOf(request.header("x-amz-checksum-algorithm")) ?? copiedAlgorithm(source.version);
  return conditionally(s3, request, {
    receive: () => s3.blobs.store(buffers(s3.blobs.read(source.version.segments)), [algorithm]),
    enter: ({ id, size, md5, sums }) => {
      const value = sums.get(algorithm)?.toString("base64") ?? "";
      const checksum = { algorithm, value, type: "FULL_OBJECT" as const };
      const etag = md5.toString("hex");
      const target = bucketOf(s3, request);
      const made = { size, etag, segments: [{ id, size }], headers, tags, checksum, parts: 0 };
      const version = addVersion(s3, target, request.key, made);
      const result = document(
        "CopyObjectResult",
        leaf("ETag", `"${etag}"`),
        leaf("LastModified", new Date(version.at).toISOString()),
        leaf("ChecksumType", checksum.type),
        leaf(memberOf(algorithm), value),
      );
      return xml(result, {
        ...encryptionHeaders(headers),
        ...versionHeader(target, version),
        ...copiedVersion(source),
      });
    },
    discard: (stored) => s3.blobs.remove([stored]),
  });
};

export interface CopySource {
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly version: Version;
}

/** The version that `x-amz-copy-source` names, its conditions met. */
export function copySource(s3: S3, request: S3Request): CopySource {
  const given = request.header("x-amz-copy-source") ?? "";
  const [, name = "", encoded = "", id] = /^\/?([^/]+)\/(.+?)(?:\?versionId=(.*))?$/s.exec(given) ?? [];
  if (encoded === "")
    throw invalidArgument(
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      "x-amz-copy-source",
      given,
    );
  expectOwner(s3, request.header("x-amz-source-expected-bucket-owner"));
  const bucket = s3.buckets.get(decode(name));
  if (bucket === undefined) throw noSuchBucket(decode(name));
  const key = decode(encoded);
  const version = versionOf(s3, bucket, key, id);
  if (isNotModified(readConditions(request, "x-amz-copy-source-"), version))
    throw preconditionFailed("x-amz-copy-source-If-None-Match");
  return { bucket, key, version };
}

/** Reading must not destroy what another reader of the same stream type would keep; pieces are always buffers. */
export async function* buffers(stream: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of stream) yield Buffer.from(chunk);
}

export const copiedVersion = ({ bucket, version }: CopySource): Readonly<Record<string, string>> =>
  bucket.versioning === "" ? {} : { "x-amz-copy-source-version-id": version.id };

const copiedAlgorithm = ({ checksum }: Version): Algorithm =>
  checksum === null || checksum.type === "COMPOSITE" ? "CRC64NVME" : checksum.algorithm;

const storageClass = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name === "x-amz-storage-class"));

const changes = ["x-amz-storage-class", "x-amz-website-redirect-location", "x-amz-server-side-encryption"];

function checkChange({ bucket, key, header }: S3Request, source: CopySource, replace: boolean): void {
  const same = source.bucket.name === bucket && source.key === key && source.version.id === "null";
  if (same && !replace && changes.every((name) => header(name) === undefined))
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
}
