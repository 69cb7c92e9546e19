import { Aws, Fn, type Stack } from "aws-cdk-lib";
import { deliveryBucketName, stateBucketName } from "../../src/model/names.ts";
import { account, bucketArn, region } from "../arn.ts";
import { privateBucket } from "../bucket.ts";
import { allow, deny, ownAccount, to, type Statement } from "../policy.ts";
import { keepState } from "./keys.ts";

/** The bucket of plans, templates and journals, and the one that AWS services deliver logs to. */
export function bootstrapBuckets(stack: Stack, keyArn: string): string {
  const deliveries = deliveryBucketName(account, region);
  const logs = privateBucket(stack, "LogsBucket", {
    name: deliveries,
    lifecycle: [
      {
        id: "old-logs",
        status: "Enabled",
        transitions: [{ storageClass: "GLACIER_IR", transitionInDays: 90 }],
        expirationInDays: 400,
      },
    ],
    statements: deliveryStatements(deliveries),
  });
  const name = stateBucketName(account, region);
  const state = privateBucket(stack, "StateBucket", {
    name,
    keyArn,
    accessLogs: { bucket: logs.ref, prefix: "state/" },
    lifecycle: [],
    statements: [
      to(
        "*",
        deny(["s3:*"], [bucketArn(name), bucketArn(name, "/*")], {
          StringNotEquals: { "aws:PrincipalAccount": Aws.ACCOUNT_ID },
          Bool: { "aws:PrincipalIsAWSService": "false" },
        }),
      ),
    ],
  });
  for (const bucket of [logs, state]) keepState(bucket);
  return state.ref;
}

/** S3's access logs, VPC flow logs, load balancer logs and CloudTrail's records, each only for this account. */
function deliveryStatements(name: string): readonly Statement[] {
  const write = (service: string, prefix: string) =>
    to({ Service: service }, allow(["s3:PutObject"], [bucketArn(name, `/${prefix}/*`)], { StringEquals: ownAccount }));
  const trails = {
    ArnLike: { "aws:SourceArn": Fn.sub("arn:${AWS::Partition}:cloudtrail:*:${AWS::AccountId}:trail/gworld-*") },
  };
  return [
    write("logging.s3.amazonaws.com", "state"),
    write("delivery.logs.amazonaws.com", "flow"),
    to(
      { Service: "delivery.logs.amazonaws.com" },
      allow(["s3:GetBucketAcl"], [bucketArn(name)], { StringEquals: ownAccount }),
    ),
    to({ Service: "cloudtrail.amazonaws.com" }, allow(["s3:GetBucketAcl"], [bucketArn(name)], trails)),
    to({ Service: "cloudtrail.amazonaws.com" }, allow(["s3:PutObject"], [bucketArn(name, "/trail/*")], trails)),
    to(
      { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      allow(["s3:PutObject"], [bucketArn(name, "/balancer/*")], {
        ArnLike: {
          "aws:SourceArn": Fn.sub("arn:${AWS::Partition}:elasticloadbalancing:${AWS::Region}:${AWS::AccountId}:*"),
        },
      }),
    ),
  ];
}
