import { bucketOf } from "./bucket.ts";
import { checkWrite } from "./conditions.ts";
import { ServiceError } from "../service.ts";
import { malformedXml, noSuchKey, preconditionFailed } from "./refuse.ts";
import type { BucketRecord } from "./records.ts";
import { xml, type S3, type S3Operation } from "./s3.ts";
import { deleteVersion, versionId } from "./versions.ts";
import { childrenOf, childText, document, element, leaf, type Element } from "./xml.ts";
import { xmlBody } from "./xml-body.ts";

export const deleteObject: S3Operation = (s3, request) => {
  const bucket = bucketOf(s3, request);
  checkWrite(request, s3.objects.get(bucket.name, request.key));
  return deleteVersion(s3, bucket, request.key, versionId(request));
};

/** Up to 1,000 keys in one request; each succeeds or fails by itself. */
export const deleteObjects: S3Operation = async (s3, request) => {
  const bucket = bucketOf(s3, request);
  const root = await xmlBody(request, "Delete");
  const wanted = childrenOf(root, "Object");
  if (wanted.length === 0 || wanted.length > 1000) throw malformedXml();
  const quiet = childText(root, "Quiet") === "true";
  return xml(document("DeleteResult", ...wanted.map((one) => deleted(s3, bucket, one, quiet))));
};

function deleted(s3: S3, bucket: BucketRecord, wanted: Element, quiet: boolean): string {
  // Keys may begin or end in spaces, so their text is taken as it stands.
  const key = childrenOf(wanted, "Key")[0]?.text ?? "";
  const id = childText(wanted, "VersionId");
  const named = [leaf("Key", key), leaf("VersionId", id)];
  try {
    checkETag(s3, bucket, key, childText(wanted, "ETag"));
    const { headers = {} } = deleteVersion(s3, bucket, key, id);
    const marker = headers["x-amz-delete-marker"] === "true";
    return quiet
      ? ""
      : element(
          "Deleted",
          ...named,
          marker ? leaf("DeleteMarker", true) : undefined,
          marker ? leaf("DeleteMarkerVersionId", headers["x-amz-version-id"]) : undefined,
        );
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return element("Error", ...named, leaf("Code", error.code), leaf("Message", error.message));
  }
}

function checkETag(s3: S3, { name }: BucketRecord, key: string, expected: string | undefined): void {
  if (expected === undefined) return;
  const newest = s3.objects.get(name, key)?.versions[0];
  if (newest === undefined || newest.isMarker) throw noSuchKey(key);
  if (![newest.etag, "*"].includes(expected.replaceAll('"', ""))) throw preconditionFailed("If-Match");
}
