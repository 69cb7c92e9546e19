import { attempt } from "../attempt.ts";
import { text } from "../json.ts";
import type { ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { doneStep, existsStep, missingStep } from "../step.ts";
import { bucketSettings } from "./bucket-template.ts";
import { addBucket, removeBucket } from "./buckets.ts";
import { liveBucket } from "./live-bucket.ts";
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
      if (existing !== undefined && existing.origin !== request.token) return existsStep(request, name);
      return kept(name, request, () => {
        const { region, token: origin } = request;
        return configured(s3, existing ?? addBucket(s3, { name, region, origin }), request);
      });
    },
    update(request) {
      const existing = s3.buckets.get(request.physicalId);
      return existing === undefined
        ? missingStep(request)
        : kept(request.physicalId, request, () => configured(s3, existing, request));
    },
    read({ physicalId }) {
      const bucket = s3.buckets.get(physicalId);
      return bucket && { properties: liveBucket(bucket), attributes: attributes(bucket) };
    },
    delete(request) {
      return kept(request.physicalId, request, () => {
        const existing = s3.buckets.get(request.physicalId);
        if (existing !== undefined) removeBucket(s3, existing);
        return doneStep(request.physicalId);
      });
    },
  };
}

/** Settings that a template has not stay as S3 made them; a policy is a resource of its own. */
function configured(s3: S3, bucket: BucketRecord, request: ResourceRequest): Step {
  const { versioning, settings } = bucketSettings(bucket, request);
  s3.buckets.put(bucket.name, { ...bucket, versioning, settings });
  return doneStep(bucket.name, attributes(bucket));
}

const attributes = ({ name, region }: BucketRecord) => ({
  Arn: `arn:aws:s3:::${name}`,
  DomainName: `${name}.s3.amazonaws.com`,
  RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
  DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
  WebsiteURL: `http://${name}.s3-website${region === "us-east-1" ? "-" : "."}${region}.amazonaws.com`,
});

/** A bucket that was made keeps its name in the failure of a step, so that the stack takes it away again. */
const kept = (physicalId: string, request: ResourceRequest, run: () => Step): Step => ({
  ...attempt(request, run),
  physicalId,
});
