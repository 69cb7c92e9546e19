import { text } from "../json.ts";
import type { ExistingRequest, ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { ServiceError } from "../service.ts";
import { bucketSettings } from "./bucket-template.ts";
import { addBucket, removeBucket } from "./buckets.ts";
import type { BucketRecord } from "./records.ts";
import type { S3 } from "./s3.ts";

const type = "AWS::S3::Bucket";

/** Makes buckets for stacks. Their names are global, as S3's are. */
export function bucketProvider(s3: S3): ResourceProvider {
  return {
    types: [type],
    create(request) {
      const name = text(request.properties, "BucketName") ?? request.generatedName(63).toLowerCase();
      const existing = s3.buckets.get(name);
      if (existing !== undefined && existing.origin !== request.token)
        return { state: "failed", reason: `Resource of type '${type}' with identifier '${name}' already exists.` };
      return attempt(name, () => {
        const { region, token: origin } = request;
        return configured(s3, existing ?? addBucket(s3, { name, region, origin }), request);
      });
    },
    update(request) {
      const existing = s3.buckets.get(request.physicalId);
      return existing === undefined
        ? missing(request)
        : attempt(request.physicalId, () => configured(s3, existing, request));
    },
    delete(request) {
      return attempt(request.physicalId, () => {
        const existing = s3.buckets.get(request.physicalId);
        if (existing !== undefined) removeBucket(s3, existing);
        return { state: "done", physicalId: request.physicalId, attributes: {} };
      });
    },
  };
}

/** Settings that a template has not stay as S3 made them; a policy is a resource of its own. */
function configured(s3: S3, bucket: BucketRecord, request: ResourceRequest): Step {
  const { versioning, settings } = bucketSettings(bucket, request);
  s3.buckets.put(bucket.name, { ...bucket, versioning, settings });
  return { state: "done", physicalId: bucket.name, attributes: attributes(bucket) };
}

const attributes = ({ name, region }: BucketRecord) => ({
  Arn: `arn:aws:s3:::${name}`,
  DomainName: `${name}.s3.amazonaws.com`,
  RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
  DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
  WebsiteURL: `http://${name}.s3-website${region === "us-east-1" ? "-" : "."}${region}.amazonaws.com`,
});

const missing = ({ physicalId }: ExistingRequest): Step => ({
  state: "failed",
  reason: `Resource of type '${type}' with identifier '${physicalId}' was not found.`,
  physicalId,
});

function attempt(physicalId: string, run: () => Step): Step {
  try {
    return run();
  } catch (error) {
    if (error instanceof ServiceError) return { state: "failed", reason: error.message, physicalId };
    throw error;
  }
}
