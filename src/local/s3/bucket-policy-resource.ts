import { text, type JsonObject } from "../json.ts";
import type { ResourceProvider, Step } from "../resource.ts";
import { ServiceError } from "../service.ts";
import { checkPolicy } from "./bucket-policy.ts";
import { set } from "./bucket-settings.ts";
import type { S3 } from "./s3.ts";

/** Puts policies on buckets for stacks; a bucket that is already gone has none to delete. */
export function bucketPolicyProvider(s3: S3): ResourceProvider {
  const put = ({ properties }: { properties: JsonObject }): Step => {
    const bucket = text(properties, "Bucket") ?? "";
    if (s3.buckets.get(bucket) === undefined) return failed(bucket, "The specified bucket does not exist");
    const { PolicyDocument = {} } = properties;
    const policy = typeof PolicyDocument === "string" ? PolicyDocument : JSON.stringify(PolicyDocument);
    try {
      checkPolicy(policy);
    } catch (error) {
      if (error instanceof ServiceError) return failed(bucket, error.message);
      throw error;
    }
    set(s3, bucket, "policy", policy);
    return { state: "done", physicalId: bucket, attributes: {} };
  };
  return {
    types: ["AWS::S3::BucketPolicy"],
    create: put,
    update: put,
    delete({ physicalId }) {
      set(s3, physicalId, "policy", undefined);
      return { state: "done", physicalId, attributes: {} };
    },
  };
}

const failed = (physicalId: string, reason: string): Step => ({ state: "failed", reason, physicalId });
