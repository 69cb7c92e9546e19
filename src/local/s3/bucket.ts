import { noSuchBucket, refuse } from "./refuse.ts";
import type { BucketRecord } from "./records.ts";
import type { S3, S3Request } from "./s3.ts";

/** The bucket of a request in whatever Region, after its owner was compared with what the request expects. */
export function anyBucketOf(s3: S3, { bucket, header }: S3Request): BucketRecord {
  expectOwner(s3, header("x-amz-expected-bucket-owner"));
  const found = s3.buckets.get(bucket);
  if (found === undefined) throw noSuchBucket(bucket);
  return found;
}

/** The bucket of a request, which must be in the Region the request was signed for. */
export function bucketOf(s3: S3, request: S3Request): BucketRecord {
  const found = anyBucketOf(s3, request);
  const { bucket, call } = request;
  if (found.region !== call.region)
    throw refuse(
      "PermanentRedirect",
      301,
      "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
      { Bucket: bucket, Endpoint: s3.endpoint(), Region: found.region },
    );
  return found;
}

/** All buckets belong to the account of the local cloud. */
export function expectOwner({ account }: S3, expected: string | undefined): void {
  if (expected !== undefined && expected !== account) throw refuse("AccessDenied", 403, "Access Denied");
}

const shape = /^(?!xn--|sthree-|\d+\.\d+\.\d+\.\d+$)(?!.*(?:\.\.|-s3alias$|--ol-s3$))[a-z\d][a-z\d.-]{1,61}[a-z\d]$/;

/** Refuses what may not name a bucket. */
export function checkBucketName(name: string): void {
  if (!shape.test(name))
    throw refuse("InvalidBucketName", 400, "The specified bucket is not valid.", { BucketName: name });
}
