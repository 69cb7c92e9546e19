import { bucketOf } from "./bucket.ts";
import { lastOf, listing, type Entry } from "./listing.ts";
import { invalidArgument } from "./refuse.ts";
import type { BucketRecord } from "./records.ts";
import { xml, type S3, type S3Operation, type S3Request } from "./s3.ts";
import { document, element, leaf } from "./xml.ts";

/** Version 2 of the listing, continued by a token. */
export const listObjectsV2: S3Operation = (s3, request) => {
  const bucket = bucketOf(s3, request);
  const { query } = request;
  const coded = coding(request);
  const { prefix, delimiter, limit } = page(request);
  const token = query.get("continuation-token") ?? undefined;
  const startAfter = query.get("start-after") ?? undefined;
  const after = token === undefined ? (startAfter ?? "") : tokenKey(token);
  const found = listing(s3.objects.keys(bucket.name), {
    prefix,
    delimiter,
    after,
    limit,
    visible: visibleIn(s3, bucket),
  });
  const last = lastOf(found);
  return xml(
    document(
      "ListBucketResult",
      leaf("Name", bucket.name),
      leaf("Prefix", coded(prefix)),
      leaf("StartAfter", startAfter === undefined ? undefined : coded(startAfter)),
      leaf("ContinuationToken", token),
      leaf("NextContinuationToken", found.truncated && last !== undefined ? keyToken(last) : undefined),
      leaf("KeyCount", found.entries.length),
      leaf("MaxKeys", limit),
      leaf("Delimiter", delimiter === "" ? undefined : coded(delimiter)),
      leaf("EncodingType", query.get("encoding-type") ?? undefined),
      leaf("IsTruncated", found.truncated),
      ...entries(s3, bucket, found.entries, { coded, owner: query.get("fetch-owner") === "true" }),
    ),
  );
};

/** Version 1, continued by a marker; it tells the owner of each object. */
export const listObjects: S3Operation = (s3, request) => {
  const bucket = bucketOf(s3, request);
  const { query } = request;
  const coded = coding(request);
  const { prefix, delimiter, limit } = page(request);
  const marker = query.get("marker") ?? "";
  const found = listing(s3.objects.keys(bucket.name), {
    prefix,
    delimiter,
    after: marker,
    limit,
    visible: visibleIn(s3, bucket),
  });
  const last = lastOf(found);
  // Without a delimiter clients go on from the last key themselves.
  const next = found.truncated && delimiter !== "" && last !== undefined ? coded(last) : undefined;
  return xml(
    document(
      "ListBucketResult",
      leaf("Name", bucket.name),
      leaf("Prefix", coded(prefix)),
      leaf("Marker", coded(marker)),
      leaf("NextMarker", next),
      leaf("MaxKeys", limit),
      leaf("Delimiter", delimiter === "" ? undefined : coded(delimiter)),
      leaf("EncodingType", query.get("encoding-type") ?? undefined),
      leaf("IsTruncated", found.truncated),
      ...entries(s3, bucket, found.entries, { coded, owner: true }),
    ),
  );
};

const visibleIn =
  (s3: S3, { name }: BucketRecord) =>
  (key: string) =>
    s3.objects.get(name, key)?.versions[0]?.isMarker === false;

/** Prefix, delimiter and size of a page, as all listings take them. */
export function page({ query }: S3Request, limitName = "max-keys") {
  const given = query.get(limitName) ?? "1000";
  const limit = Number(given);
  if (!Number.isInteger(limit) || limit < 0 || given === "")
    throw invalidArgument(`Argument ${limitName} must be an integer between 0 and 2147483647`, limitName, given);
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    limit: Math.min(limit, 1000),
  };
}

/** How names stand in the answer: as they are, or percent-encoded so that XML can hold any. */
export function coding({ query }: S3Request): (text: string) => string {
  const type = query.get("encoding-type");
  if (type !== null && type !== "url")
    throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", type);
  return type === null ? (text) => text : (text) => encodeURIComponent(text).replaceAll("%2F", "/");
}

export const ownerOf = ({ account }: S3) => element("Owner", leaf("ID", account.padStart(64, "0")));

function entries(
  s3: S3,
  { name }: BucketRecord,
  found: readonly Entry[],
  { coded, owner }: { coded: (text: string) => string; owner: boolean },
): readonly string[] {
  const contents = found.flatMap((entry) => {
    const version = "key" in entry ? s3.objects.get(name, entry.key)?.versions[0] : undefined;
    if (!("key" in entry) || version === undefined) return [];
    return [
      element(
        "Contents",
        leaf("Key", coded(entry.key)),
        leaf("LastModified", new Date(version.at).toISOString()),
        leaf("ETag", `"${version.etag}"`),
        leaf("ChecksumAlgorithm", version.checksum?.algorithm),
        leaf("ChecksumType", version.checksum?.type),
        leaf("Size", version.size),
        owner ? ownerOf(s3) : undefined,
        leaf("StorageClass", version.headers["x-amz-storage-class"] ?? "STANDARD"),
      ),
    ];
  });
  const prefixes = found.flatMap((entry) =>
    "key" in entry ? [] : [element("CommonPrefixes", leaf("Prefix", coded(entry.commonPrefix)))],
  );
  return [...contents, ...prefixes];
}

const keyToken = (key: string) => Buffer.from(`1${key}`).toString("base64");

function tokenKey(token: string): string {
  const text = Buffer.from(token, "base64").toString("utf8");
  if (!text.startsWith("1") || keyToken(text.slice(1)) !== token)
    throw invalidArgument("The continuation token provided is incorrect", "continuation-token");
  return text.slice(1);
}
