import type { Readable } from "node:stream";
import { defaultEncryption } from "./object-headers.ts";
import { listing } from "./listing.ts";
import type { S3 } from "./s3.ts";
import { addVersion } from "./versions.ts";

/** Objects of buckets, for parts that read and write them on behalf of whoever called them. */
export interface BucketObjects {
  /** The newest versions under a prefix, in the order of their keys; undefined where there is no such bucket. */
  list(bucket: string, prefix: string): readonly BucketObject[] | undefined;
  /** The bytes of an object; undefined where it is gone. */
  read(bucket: string, key: string): Readable | undefined;
  write(bucket: string, key: string, body: string): Promise<void>;
}

export interface BucketObject {
  readonly key: string;
  readonly size: number;
}

export const bucketObjects = (s3: S3): BucketObjects => ({
  list(bucket, prefix) {
    if (s3.buckets.get(bucket) === undefined) return undefined;
    const all = { prefix, delimiter: "", after: "", limit: Number.POSITIVE_INFINITY };
    return listing(s3.objects.keys(bucket), all).entries.flatMap((entry) => {
      const newest = "key" in entry ? newestOf(s3, bucket, entry.key) : undefined;
      return "key" in entry && newest !== undefined ? [{ key: entry.key, size: newest.size }] : [];
    });
  },
  read(bucket, key) {
    const newest = newestOf(s3, bucket, key);
    return newest && s3.blobs.read(newest.segments);
  },
  async write(bucket, key, body) {
    const record = s3.buckets.get(bucket);
    if (record === undefined) throw new Error(`There is no bucket ${bucket}.`);
    const { id, size, md5 } = await s3.blobs.store(piece(body), []);
    addVersion(s3, record, key, {
      size,
      etag: md5.toString("hex"),
      segments: [{ id, size }],
      headers: { "content-type": "application/json", ...defaultEncryption(record) },
      tags: {},
      checksum: null,
      parts: 0,
    });
  },
});

export function newestOf(s3: S3, bucket: string, key: string) {
  const newest = s3.objects.get(bucket, key)?.versions[0];
  return newest === undefined || newest.isMarker ? undefined : newest;
}

async function* piece(body: string) {
  yield Buffer.from(body);
}
