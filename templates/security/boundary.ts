import { type Stack, aws_iam as iam } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { bucketName, logGroupName, roleName, rolePath } from "../../src/model/names.ts";
import { account, arn, bucketArn, region } from "../arn.ts";
import { allow, deny, policyDocument, type Statement } from "../policy.ts";
import { modelArns } from "./models.ts";

/** The most that anything running in the environment can ever be allowed, whatever its own policies say. */
export const workloadBoundary = (stack: Stack, config: EnvironmentConfig) =>
  new iam.CfnManagedPolicy(stack, "WorkloadBoundary", {
    managedPolicyName: roleName(config.name, "boundary"),
    path: rolePath(config.name),
    description: "Upper bound of every workload role of the environment",
    policyDocument: policyDocument([...withinEnvironment(config), ...withoutResource(), ...never()]),
  }).ref;

function withinEnvironment({ name }: EnvironmentConfig): readonly Statement[] {
  const snapshots = bucketName(name, "snapshots", account, region);
  return [
    allow(
      ["dynamodb:*Item", "dynamodb:Query", "dynamodb:StartBulkPutItems", "dynamodb:*BulkOperation"],
      [arn("dynamodb", `table/gworld-${name}-*`), arn("dynamodb", "bulk-operation/*")],
    ),
    allow(["s3:ListBucket"], [bucketArn(snapshots)]),
    allow(
      ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:PutObjectTagging", "s3:*Multipart*"],
      [bucketArn(snapshots, "/*")],
    ),
    // What is staged for one restore; snapshots are out of reach of whatever runs.
    allow(["s3:DeleteObject"], [bucketArn(snapshots, `/${name}/staging/*`)]),
    allow(["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"], [arn("kms", "key/*")]),
    allow(["secretsmanager:GetSecretValue"], [arn("secretsmanager", `secret:gworld/${name}/*`)]),
    allow(["ssm:GetParameter*"], [arn("ssm", `parameter/gworld/${name}/*`)]),
    allow(
      ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      [arn("logs", `log-group:${logGroupName(name, "*")}`)],
    ),
    allow(["sqs:*Message*", "sqs:GetQueue*"], [arn("sqs", `gworld-${name}-*`)]),
    allow(["ecs:DescribeServices"], [arn("ecs", `service/gworld-${name}/*`)]),
    allow(["application-autoscaling:RegisterScalableTarget"], [arn("application-autoscaling", "scalable-target/*")]),
    allow(["execute-api:ManageConnections"], [arn("execute-api", "*/*/*/@connections/*")]),
    allow(["ec2:RevokeSecurityGroup*"], [arn("ec2", "security-group/*")]),
    allow(["bedrock:InvokeModel*", "bedrock:GetInferenceProfile", "bedrock:ApplyGuardrail"], modelArns()),
    allow(
      ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
      [arn("ecr", `repository/gworld-${name}/*`)],
    ),
  ];
}

/** Actions whose resource IAM cannot name. */
const withoutResource = () => [
  allow(
    [
      "dynamodb:ListBulkOperations",
      "ecr:GetAuthorizationToken",
      "logs:DescribeLogGroups",
      "ec2:DescribeSecurityGroup*",
      "application-autoscaling:DescribeScalableTargets",
      "xray:Put*",
      "xray:GetSampling*",
      "cloudwatch:PutMetricData",
      "ssmmessages:*Channel",
    ],
    "*",
  ),
];

const never = () => [
  deny(["iam:*", "sts:AssumeRole", "cloudtrail:*", "kms:ScheduleKeyDeletion", "kms:PutKeyPolicy"], "*"),
  deny(["dynamodb:DeleteTable", "s3:DeleteBucket", "s3:PutBucketPolicy", "logs:DeleteLogGroup"], "*"),
];
