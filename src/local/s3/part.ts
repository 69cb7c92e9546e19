import { join } from "node:path";
import type { Ground, Part } from "../resource.ts";
import { blobsIn } from "./blobs.ts";
import { type BucketObjects, bucketObjects, newestOf } from "./bucket-objects.ts";
import { bucketProvider } from "./bucket-resource.ts";
import { bucketPolicyProvider } from "./bucket-policy-resource.ts";
import { catalogueIn } from "./catalogue.ts";
import { inFlight } from "./in-flight.ts";
import { isBucket, isPart, isUpload } from "./records.ts";
import type { S3 } from "./s3.ts";
import { settleUploads } from "./uploads.ts";
import { absentNames, operationNames } from "./route.ts";
import { answer, nameOf } from "./wire.ts";

export type S3Part = Part & {
  /** The text of an object's newest version, for services that are handed the address of a document. */
  readText(bucket: string, key: string): Promise<string | undefined>;
  readonly objects: BucketObjects;
};

/** S3: buckets and what is known of objects in the store, bodies as files in the folder. */
export function s3Part({ account, endpoint, dir, clock, store }: Ground): S3Part {
  const s3: S3 = {
    account,
    endpoint,
    buckets: store.table("s3.buckets", isBucket),
    objects: catalogueIn(store),
    uploads: store.table("s3.uploads", isUpload),
    parts: store.table("s3.parts", isPart),
    blobs: blobsIn(join(dir, "s3")),
    inFlight: inFlight(),
    now: () => clock.now(),
  };
  return {
    about: { service: "S3", does: "objects on disk, with versions, multipart uploads and conditions" },
    services: [
      {
        scope: "s3",
        protocol: "raw",
        names: operationNames,
        absent: absentNames,
        nameOf,
        handle: (request, response, call) => answer(s3, request, response, call),
      },
    ],
    resources: [bucketProvider(s3), bucketPolicyProvider(s3)],
    objects: bucketObjects(s3),
    async start() {
      settleUploads(s3);
      const versions = s3.objects.values().flatMap((object) => object.versions);
      const live = [...versions.flatMap(({ segments }) => segments), ...s3.parts.values()];
      s3.blobs.sweep(new Set(live.map(({ id }) => id)));
    },
    async readText(bucket, key) {
      const newest = newestOf(s3, bucket, key);
      if (newest === undefined) return undefined;
      const pieces: Buffer[] = [];
      for await (const piece of s3.blobs.read(newest.segments)) pieces.push(Buffer.from(piece));
      return Buffer.concat(pieces).toString("utf8");
    },
  };
}
