import { randomBytes } from "node:crypto";
import { invalidArgument, noSuchKey, noSuchVersion, refuse } from "./refuse.ts";
import type { BucketRecord, Version } from "./records.ts";
import { wholeSecond, type Answer, type S3, type S3Request } from "./s3.ts";

/** Enters a version as the newest. Without versioning it takes the place of the one there is. */
export function addVersion(
  s3: S3,
  bucket: BucketRecord,
  key: string,
  made: Omit<Version, "id" | "isMarker" | "at"> & { isMarker?: boolean },
): Version {
  const id = bucket.versioning === "Enabled" ? randomBytes(24).toString("base64url") : "null";
  const version = { isMarker: false, ...made, at: wholeSecond(s3.now()), id };
  const before = s3.objects.get(bucket.name, key)?.versions ?? [];
  const kept = id === "null" ? before.filter((one) => one.id !== "null") : before;
  s3.objects.put({ bucket: bucket.name, key, versions: [version, ...kept] });
  removeUnnamed(
    s3,
    before.filter((one) => !kept.includes(one)),
    [version, ...kept],
  );
  return version;
}

/** Deletes as S3 does: the newest version is hidden under a marker where there is versioning, a named one is gone. */
export function deleteVersion(s3: S3, bucket: BucketRecord, key: string, id: string | undefined): Answer {
  const { name, versioning } = bucket;
  s3.inFlight.deleted(name, key);
  if (id === undefined && versioning !== "") {
    const marker = addVersion(s3, bucket, key, { ...nothing, isMarker: true });
    return { status: 204, headers: { "x-amz-delete-marker": "true", "x-amz-version-id": marker.id } };
  }
  checkVersionId(id);
  const object = s3.objects.get(name, key);
  const gone = object?.versions.find((version) => version.id === (id ?? "null"));
  if (object !== undefined && gone !== undefined) {
    const versions = object.versions.filter((version) => version !== gone);
    s3.objects.put({ ...object, versions });
    removeUnnamed(s3, [gone], versions);
  }
  return {
    status: 204,
    headers: {
      ...(id === undefined ? {} : { "x-amz-version-id": id }),
      ...(gone?.isMarker === true ? { "x-amz-delete-marker": "true" } : {}),
    },
  };
}

/** Deletes the bodies of versions that are gone, but for what another version of the key holds too. */
function removeUnnamed(s3: S3, gone: readonly Version[], versions: readonly Version[]): void {
  const named = segmentIds(versions);
  s3.blobs.remove(gone.flatMap(({ segments }) => segments).filter(({ id }) => !named.has(id)));
}

export const segmentIds = (versions: readonly Version[]): ReadonlySet<string> =>
  new Set(versions.flatMap(({ segments }) => segments.map(({ id }) => id)));

const nothing = {
  size: 0,
  etag: "",
  segments: [],
  headers: {},
  tags: {},
  checksum: null,
  parts: 0,
} satisfies Partial<Version>;

/** The version a read is about. A marker answers as S3 answers for it. */
export function versionOf(s3: S3, { name }: BucketRecord, key: string, id: string | undefined): Version {
  checkVersionId(id);
  const versions = s3.objects.get(name, key)?.versions ?? [];
  const version = id === undefined ? versions[0] : versions.find((one) => one.id === id);
  if (version === undefined) throw id === undefined ? noSuchKey(key) : noSuchVersion(key, id);
  if (!version.isMarker) return version;
  if (id === undefined) throw noSuchKey(key);
  throw refuse("MethodNotAllowed", 405, "The specified method is not allowed against this resource.", {
    Method: "GET",
    ResourceType: "DeleteMarker",
  });
}

function checkVersionId(id: string | undefined): void {
  if (id !== undefined && id !== "null" && !/^[\w-]{32}$/.test(id))
    throw invalidArgument("Invalid version id specified", "versionId", id);
}

export const versionId = ({ query }: S3Request) => query.get("versionId") ?? undefined;

/** Buckets that never had versioning tell no version. */
export const versionHeader = ({ versioning }: BucketRecord, { id }: Version): Readonly<Record<string, string>> =>
  versioning === "" ? {} : { "x-amz-version-id": id };
