import { bucketOf } from "./bucket.ts";
import { malformedXml } from "./refuse.ts";
import { xml, type S3Operation } from "./s3.ts";
import { childText, document, leaf } from "./xml.ts";
import { xmlBody } from "./xml-body.ts";

export const getBucketVersioning: S3Operation = (s3, request) => {
  const { versioning } = bucketOf(s3, request);
  return xml(document("VersioningConfiguration", versioning === "" ? undefined : leaf("Status", versioning)));
};

export const putBucketVersioning: S3Operation = async (s3, request) => {
  const status = childText(await xmlBody(request, "VersioningConfiguration"), "Status");
  if (status !== "Enabled" && status !== "Suspended") throw malformedXml();
  const bucket = bucketOf(s3, request);
  s3.buckets.put(bucket.name, { ...bucket, versioning: status });
  return { status: 200 };
};
