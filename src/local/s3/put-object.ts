import { bucketOf } from "./bucket.ts";
import { headerOf, type Checksum } from "./checksum.ts";
import { conditionally } from "./conditions.ts";
import { headerTags, objectHeaders } from "./object-headers.ts";
import { receive } from "./receive.ts";
import type { S3Operation } from "./s3.ts";
import { addVersion, versionHeader } from "./versions.ts";

export const putObject: S3Operation = (s3, request) => {
  const headers = objectHeaders(request, bucketOf(s3, request));
  const tags = headerTags(request);
  return conditionally(s3, request, {
    receive: () => receive(s3, request),
    enter: ({ stored, checksum }) => {
      const { id, size, md5 } = stored;
      const bucket = bucketOf(s3, request);
      const etag = md5.toString("hex");
      const segments = [{ id, size }];
      const version = addVersion(s3, bucket, request.key, { size, etag, segments, headers, tags, checksum, parts: 0 });
      return {
        status: 200,
        headers: {
          etag: `"${etag}"`,
          ...encryptionHeaders(headers),
          ...checksumHeaders(checksum),
          ...versionHeader(bucket, version),
        },
      };
    },
    discard: ({ stored }) => s3.blobs.remove([stored]),
  });
};

export const checksumHeaders = (checksum: Checksum | null): Readonly<Record<string, string>> =>
  checksum === null ? {} : { [headerOf(checksum.algorithm)]: checksum.value, "x-amz-checksum-type": checksum.type };

/** What an upload answers of its encryption. */
export const encryptionHeaders = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("x-amz-server-side-encryption")));
