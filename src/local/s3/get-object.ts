import { sizeOf } from "./blobs.ts";
import { bucketOf } from "./bucket.ts";
import { isNotModified, readConditions } from "./conditions.ts";
import { checksumHeaders } from "./put-object.ts";
import { rangeOf, type Range } from "./range.ts";
import { refuse } from "./refuse.ts";
import type { BucketRecord, Version } from "./records.ts";
import type { Answer, S3, S3Operation, S3Request } from "./s3.ts";
import { versionHeader, versionId, versionOf } from "./versions.ts";

/** GET and HEAD of an object, whole, a range of bytes or one part. */
export const getObject: S3Operation = (s3, request) => {
  const bucket = bucketOf(s3, request);
  const version = versionOf(s3, bucket, request.key, versionId(request));
  const headers = versionHeaders(bucket, version);
  if (isNotModified(readConditions(request), version))
    return { status: 304, headers: { etag: `"${version.etag}"`, ...versionHeader(bucket, version) } };
  const part = request.query.get("partNumber");
  const range = part === null ? rangeOf(request.header("range"), version.size) : partRange(version, part);
  return content(s3, request, { version, range, headers });
};

function content(
  s3: S3,
  request: S3Request,
  {
    version,
    range,
    headers,
  }: { version: Version; range: Range | undefined; headers: Readonly<Record<string, string>> },
): Answer {
  const { size, segments, checksum } = version;
  const asked = request.header("x-amz-checksum-mode")?.toUpperCase() === "ENABLED";
  const length = range === undefined ? size : range.end - range.start + 1;
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headers,
      ...overrides(request),
      "content-length": String(length),
      ...(range === undefined ? {} : { "content-range": `bytes ${range.start}-${range.end}/${size}` }),
      // A checksum of the whole says nothing about a range.
      ...(asked && range === undefined ? checksumHeaders(checksum) : {}),
      ...(request.query.has("partNumber") && version.parts > 0
        ? { "x-amz-mp-parts-count": String(version.parts) }
        : {}),
    },
    ...(request.method === "HEAD" || length === 0 ? {} : { body: s3.blobs.read(segments, range) }),
  };
}

const versionHeaders = (bucket: BucketRecord, version: Version): Readonly<Record<string, string>> => ({
  ...version.headers,
  etag: `"${version.etag}"`,
  "last-modified": new Date(version.at).toUTCString(),
  "accept-ranges": "bytes",
  ...(Object.keys(version.tags).length > 0 ? { "x-amz-tagging-count": String(Object.keys(version.tags).length) } : {}),
  ...versionHeader(bucket, version),
});

/** `response-content-type` and its like replace what is stored. */
const overrides = ({ query }: S3Request): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ["content-type", "content-language", "expires", "cache-control", "content-disposition", "content-encoding"].flatMap(
      (name) => {
        const value = query.get(`response-${name}`);
        return value === null ? [] : [[name, value]];
      },
    ),
  );

function partRange({ segments, parts, size }: Version, text: string): Range | undefined {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > Math.max(parts, 1))
    throw refuse("InvalidPartNumber", 416, "The requested partnumber is not satisfiable", {
      ActualPartCount: String(Math.max(parts, 1)),
      PartNumberRequested: text,
    });
  if (size === 0) return undefined;
  const start = sizeOf(segments.slice(0, number - 1));
  return { start, end: parts === 0 ? size - 1 : start + sizeOf(segments.slice(number - 1, number)) - 1 };
}
