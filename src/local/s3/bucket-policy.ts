import { bucketOf } from "./bucket.ts";
import { set } from "./bucket-settings.ts";
import { isObject, list } from "../json.ts";
import { refuse } from "./refuse.ts";
import type { S3Operation } from "./s3.ts";
import { textBody } from "./xml-body.ts";

export const getBucketPolicy: S3Operation = (s3, request) => {
  const { name, settings } = bucketOf(s3, request);
  const policy = settings["policy"];
  if (policy === undefined)
    throw refuse("NoSuchBucketPolicy", 404, "The bucket policy does not exist", { BucketName: name });
  return { status: 200, headers: { "content-type": "application/json" }, body: policy };
};

/** Kept and answered, not enforced: whoever reaches the local cloud is its owner. */
export const putBucketPolicy: S3Operation = async (s3, request) => {
  const policy = await textBody(request);
  checkPolicy(policy);
  set(s3, bucketOf(s3, request).name, "policy", policy);
  return { status: 204 };
};

export const deleteBucketPolicy: S3Operation = (s3, request) => {
  set(s3, bucketOf(s3, request).name, "policy", undefined);
  return { status: 204 };
};

/** Refuses what is no policy at all. */
export function checkPolicy(policy: string): void {
  const parsed = jsonOf(policy);
  if (!isObject(parsed))
    throw refuse("MalformedPolicy", 400, "Policies must be valid JSON and the first byte must be '{'");
  const statements = Array.isArray(parsed["Statement"]) ? list(parsed, "Statement") : [parsed["Statement"]];
  if (statements.length === 0 || !statements.every((one) => isObject(one) && "Effect" in one))
    throw refuse("MalformedPolicy", 400, "Missing required field Effect");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
