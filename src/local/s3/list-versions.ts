import { bucketOf } from "./bucket.ts";
import { compareKeys, firstNot } from "./key-order.ts";
import { coding, ownerOf, page } from "./list-objects.ts";
import { invalidArgument } from "./refuse.ts";
import type { Version } from "./records.ts";
import { xml, type S3, type S3Operation } from "./s3.ts";
import { document, element, leaf } from "./xml.ts";

type Entry =
  { readonly key: string; readonly version: Version; readonly isLatest: boolean } | { readonly commonPrefix: string };

interface VersionsRequest {
  readonly prefix: string;
  readonly delimiter: string;
  readonly keyMarker: string;
  /** Goes on behind this version of the marker's key; all of that key are behind when it is empty. */
  readonly versionMarker: string;
  readonly limit: number;
}

/** Every version and delete marker, keys in order and of each key the newest first. */
export const listObjectVersions: S3Operation = (s3, request) => {
  const bucket = bucketOf(s3, request);
  const { query } = request;
  const coded = coding(request);
  const keyMarker = query.get("key-marker") ?? "";
  const versionMarker = query.get("version-id-marker") ?? "";
  if (versionMarker !== "" && keyMarker === "")
    throw invalidArgument("A version-id marker cannot be specified without a key marker.", "version-id-marker");
  const { prefix, delimiter, limit } = page(request);
  const { entries, truncated } = versionsPage(s3, bucket.name, { prefix, delimiter, keyMarker, versionMarker, limit });
  const last = truncated ? entries.at(-1) : undefined;
  return xml(
    document(
      "ListVersionsResult",
      leaf("Name", bucket.name),
      leaf("Prefix", coded(prefix)),
      leaf("KeyMarker", coded(keyMarker)),
      leaf("VersionIdMarker", versionMarker),
      leaf("NextKeyMarker", last === undefined ? undefined : coded("key" in last ? last.key : last.commonPrefix)),
      leaf("NextVersionIdMarker", last !== undefined && "key" in last ? last.version.id : undefined),
      leaf("MaxKeys", limit),
      leaf("Delimiter", delimiter === "" ? undefined : coded(delimiter)),
      leaf("EncodingType", query.get("encoding-type") ?? undefined),
      leaf("IsTruncated", truncated),
      ...entries.map((entry) => told(s3, entry, coded)),
    ),
  );
};

/** Lists the versions one after the other, so that a page may end in the middle of a key. */
function versionsPage(
  s3: S3,
  bucket: string,
  request: VersionsRequest,
): { entries: readonly Entry[]; truncated: boolean } {
  const entries: Entry[] = [];
  for (const entry of entriesOf(s3, bucket, request)) {
    if (entries.length >= request.limit) return { entries, truncated: request.limit > 0 };
    entries.push(entry);
  }
  return { entries, truncated: false };
}

function* entriesOf(s3: S3, bucket: string, request: VersionsRequest): Generator<Entry> {
  const { prefix, delimiter, keyMarker, versionMarker } = request;
  const keys = s3.objects.keys(bucket);
  const before = (key: string) =>
    compareKeys(key, prefix) < 0 || compareKeys(key, keyMarker) < (versionMarker === "" ? 1 : 0);
  for (let index = firstNot(keys, before); index < keys.length;) {
    const key = keys[index] ?? "";
    if (!key.startsWith(prefix)) return;
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    if (end >= 0) {
      const commonPrefix = key.slice(0, end + delimiter.length);
      if (commonPrefix !== keyMarker) yield { commonPrefix };
      index = firstNot(keys, (other) => other.startsWith(commonPrefix), index);
      continue;
    }
    const versions = s3.objects.get(bucket, key)?.versions ?? [];
    const passed = key === keyMarker ? versions.findIndex(({ id }) => id === versionMarker) : -1;
    for (const [position, version] of versions.entries())
      if (position > passed) yield { key, version, isLatest: position === 0 };
    index += 1;
  }
}

function told(s3: S3, entry: Entry, coded: (text: string) => string): string {
  if (!("key" in entry)) return element("CommonPrefixes", leaf("Prefix", coded(entry.commonPrefix)));
  const { key, version, isLatest } = entry;
  return element(
    version.isMarker ? "DeleteMarker" : "Version",
    leaf("Key", coded(key)),
    leaf("VersionId", version.id),
    leaf("IsLatest", isLatest),
    leaf("LastModified", new Date(version.at).toISOString()),
    ...(version.isMarker
      ? []
      : [
          leaf("ETag", `"${version.etag}"`),
          leaf("ChecksumAlgorithm", version.checksum?.algorithm),
          leaf("ChecksumType", version.checksum?.type),
          leaf("Size", version.size),
          leaf("StorageClass", version.headers["x-amz-storage-class"] ?? "STANDARD"),
        ]),
    ownerOf(s3),
  );
}
