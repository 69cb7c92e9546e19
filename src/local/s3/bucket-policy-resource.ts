import { attempt } from "../attempt.ts";
import { text } from "../json.ts";
import type { ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { doneStep } from "../step.ts";
import { checkPolicy } from "./bucket-policy.ts";
import { set } from "./bucket-settings.ts";
import { noSuchBucket } from "./refuse.ts";
import type { S3 } from "./s3.ts";

/** Puts policies on buckets for stacks; a bucket that is already gone has none to delete. */
export function bucketPolicyProvider(s3: S3): ResourceProvider {
  const put = (request: ResourceRequest): Step => {
    const bucket = text(request.properties, "Bucket") ?? "";
    const step = attempt(request, () => {
      if (s3.buckets.get(bucket) === undefined) throw noSuchBucket(bucket);
      const { PolicyDocument = {} } = request.properties;
      const policy = typeof PolicyDocument === "string" ? PolicyDocument : JSON.stringify(PolicyDocument);
      checkPolicy(policy);
      set(s3, bucket, "policy", policy);
      return doneStep(bucket);
    });
    return { ...step, physicalId: bucket };
  };
  return {
    types: ["AWS::S3::BucketPolicy"],
    create: put,
    update: put,
    delete({ physicalId }) {
      set(s3, physicalId, "policy", undefined);
      return doneStep(physicalId);
    },
  };
}
