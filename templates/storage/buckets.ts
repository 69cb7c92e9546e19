import type { Stack } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { bucketName, type BucketUse } from "../../src/model/names.ts";
import { account, bucketArn, globalArn, region } from "../arn.ts";
import { privateBucket } from "../bucket.ts";
import { allow, ownAccount, to } from "../policy.ts";
import { keepData } from "../retention.ts";
import { publish } from "../stack.ts";

/** The buckets for snapshots and for the web client, and the one that records access to both. */
export function buckets(stack: Stack, config: EnvironmentConfig, keyArn: string): void {
  const name = (use: BucketUse) => bucketName(config.name, use, account, region);
  const logs = privateBucket(stack, "LogsBucket", {
    name: name("logs"),
    lifecycle: [{ id: "old-logs", status: "Enabled", expirationInDays: config.protected ? 400 : 90 }],
    statements: [
      to(
        { Service: "logging.s3.amazonaws.com" },
        allow(["s3:PutObject"], [bucketArn(name("logs"), "/*")], { StringEquals: ownAccount }),
      ),
    ],
  });
  const snapshots = privateBucket(stack, "SnapshotsBucket", {
    name: name("snapshots"),
    keyArn,
    accessLogs: { bucket: logs.ref, prefix: "snapshots/" },
    lifecycle: [...archival, staged(config.name)],
  });
  const web = privateBucket(stack, "WebBucket", {
    name: name("web"),
    keyArn,
    accessLogs: { bucket: logs.ref, prefix: "web/" },
    lifecycle: [],
    statements: [
      // Any distribution of this account: the bucket is there before the distribution that reads it.
      to(
        { Service: "cloudfront.amazonaws.com" },
        allow(["s3:GetObject"], [bucketArn(name("web"), "/*")], {
          ArnLike: { "aws:SourceArn": globalArn("cloudfront", "distribution/*") },
        }),
      ),
    ],
  });
  for (const bucket of [logs, snapshots, web]) keepData(config, bucket);
  publish(stack, config, "buckets/snapshots", { value: snapshots.ref, description: "Bucket of snapshots of worlds" });
  publish(stack, config, "buckets/web", { value: web.ref, description: "Bucket of the web client, behind CloudFront" });
}

/** A restore removes what it has staged; what one that nobody has ended has left goes by itself. */
const staged = (environment: string) => ({
  id: "staged",
  status: "Enabled",
  prefix: `${environment}/staging/`,
  expirationInDays: 14,
  noncurrentVersionExpiration: { noncurrentDays: 1 },
});

/** Chunks are shared by snapshots of any age, so they move to cheaper classes and never expire: `prune` deletes. */
const archival = [
  {
    id: "archive",
    status: "Enabled",
    transitions: [
      { storageClass: "STANDARD_IA", transitionInDays: 30 },
      { storageClass: "GLACIER_IR", transitionInDays: 90 },
    ],
  },
];
