import { randomBytes } from "node:crypto";
import { bucketOf } from "./bucket.ts";
import { algorithmOf, type Algorithm } from "./checksum.ts";
import { headerTags, objectHeaders } from "./object-headers.ts";
import { encryptionHeaders } from "./put-object.ts";
import { invalidRequest, noSuchUpload } from "./refuse.ts";
import type { PartRecord, UploadRecord } from "./records.ts";
import { wholeSecond, xml, type S3, type S3Operation, type S3Request } from "./s3.ts";
import { segmentIds } from "./versions.ts";
import { document, leaf } from "./xml.ts";

export const createMultipartUpload: S3Operation = (s3, request) => {
  const bucket = bucketOf(s3, request);
  const algorithm = algorithmOf(request.header("x-amz-checksum-algorithm")) ?? null;
  const upload: UploadRecord = {
    id: randomBytes(48).toString("base64url"),
    bucket: bucket.name,
    key: request.key,
    at: wholeSecond(s3.now()),
    headers: objectHeaders(request, bucket),
    tags: headerTags(request),
    algorithm,
    checksumType: checksumType(algorithm ?? "CRC64NVME", request.header("x-amz-checksum-type")),
  };
  s3.uploads.put(upload.id, upload);
  const result = document(
    "InitiateMultipartUploadResult",
    leaf("Bucket", upload.bucket),
    leaf("Key", upload.key),
    leaf("UploadId", upload.id),
  );
  return xml(result, {
    ...encryptionHeaders(upload.headers),
    ...(algorithm === null
      ? {}
      : { "x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": upload.checksumType }),
  });
};

/** SHA sums cannot be joined to one of the whole, CRC-64/NVME is never kept by parts; the other two may be either. */
const possible: Readonly<Record<Algorithm, readonly UploadRecord["checksumType"][]>> = {
  CRC32: ["COMPOSITE", "FULL_OBJECT"],
  CRC32C: ["COMPOSITE", "FULL_OBJECT"],
  CRC64NVME: ["FULL_OBJECT"],
  SHA1: ["COMPOSITE"],
  SHA256: ["COMPOSITE"],
};

function checksumType(algorithm: Algorithm, asked: string | undefined): UploadRecord["checksumType"] {
  const found = possible[algorithm].find((type) => asked === undefined || type === asked.toUpperCase());
  if (found !== undefined) return found;
  throw invalidRequest(
    `The ${asked} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}

export const abortMultipartUpload: S3Operation = (s3, request) => {
  endUpload(s3, uploadOf(s3, request));
  return { status: 204 };
};

/** The upload of a request, which must be for the same bucket and key. */
export function uploadOf(s3: S3, request: S3Request): UploadRecord {
  const bucket = bucketOf(s3, request);
  const id = request.query.get("uploadId") ?? "";
  const upload = s3.uploads.get(id);
  if (upload === undefined || upload.bucket !== bucket.name || upload.key !== request.key) throw noSuchUpload(id);
  return upload;
}

/** The parts of an upload by number. */
export const partsOf = (s3: S3, upload: UploadRecord): readonly PartRecord[] =>
  s3.parts
    .values()
    .filter((part) => part.upload === upload.id)
    .sort((a, b) => a.number - b.number);

export const partKey = (upload: string, number: number) => `${upload}/${number}`;

/** Forgets an upload and deletes the bodies of its parts, but for those its object is made of. */
export function endUpload(s3: S3, upload: UploadRecord): void {
  const parts = partsOf(s3, upload);
  const named = namedParts(s3, upload);
  s3.uploads.delete(upload.id);
  for (const part of parts) s3.parts.delete(partKey(upload.id, part.number));
  s3.blobs.remove(parts.filter(({ id }) => !named.has(id)));
}

/** Ends what was cut off on its way: uploads that are an object already or have lost their bucket, parts without an upload. */
export function settleUploads(s3: S3): void {
  for (const upload of s3.uploads.values()) {
    const named = namedParts(s3, upload);
    const entered = named.size > 0 && partsOf(s3, upload).some(({ id }) => named.has(id));
    if (entered || s3.buckets.get(upload.bucket) === undefined) endUpload(s3, upload);
  }
  for (const { upload, number } of s3.parts.values())
    if (s3.uploads.get(upload) === undefined) s3.parts.delete(partKey(upload, number));
}

const namedParts = (s3: S3, { bucket, key }: UploadRecord) => segmentIds(s3.objects.get(bucket, key)?.versions ?? []);
