import { Aws } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { arn, arnsEverywhere, bucketArn, globalArn } from "../arn.ts";
import { allow, type Statement } from "../policy.ts";
import { keyAccess } from "./execution-keys.ts";
import { roleAccess } from "./execution-roles.ts";

/**
 * What CloudFormation may do while it deploys an environment: the services of the stacks, and nothing else. In parts,
 * because a managed policy holds 6,144 characters.
 */
export const executionStatements = (
  config: EnvironmentConfig,
): Readonly<Record<"named" | "keys" | "other", Statements>> => ({
  named: named(config),
  keys: keyAccess(config),
  other: [...unnamed(), ...roleAccess(config)],
});

type Statements = readonly Statement[];

/** Resources whose names gworld gives: other environments are out of reach. */
function named(config: EnvironmentConfig): readonly Statement[] {
  const { name } = config;
  const own = `gworld-${name}`;
  return [
    allow(
      [
        "dynamodb:*Table*",
        "dynamodb:*TagResource",
        "dynamodb:Describe*",
        "dynamodb:GetResourcePolicy",
        "dynamodb:ListTagsOfResource",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:UpdateTimeToLive",
      ],
      [arn("dynamodb", `table/${own}-*`)],
    ),
    allow(["s3:*Bucket*", "s3:*Configuration", "s3:*Tagging"], [bucketArn(`${own}-*`)]),
    allow(
      ["ecs:*"],
      [`cluster/${own}`, `service/${own}/*`, `task-definition/${own}-*`].map((resource) => arn("ecs", resource)),
    ),
    allow(
      ["ecr:*Repository*", "ecr:*LifecyclePolicy", "ecr:*TagResource", "ecr:PutImage*"],
      [arn("ecr", `repository/${own}/*`)],
    ),
    allow(["logs:*"], arnsEverywhere(config, "logs", `log-group:/gworld/${name}/*`)),
    allow(["secretsmanager:*"], [arn("secretsmanager", `secret:gworld/${name}/*`)]),
    allow(["ssm:*Parameter*", "ssm:*Tags*"], [arn("ssm", `parameter/gworld/${name}/*`)]),
    allow(["sns:*"], [arn("sns", `${own}-*`)]),
    allow(["sqs:*"], [arn("sqs", `${own}-*`)]),
    allow(["lambda:*"], [arn("lambda", `function:${own}-*`)]),
    allow(["cloudwatch:*"], [arn("cloudwatch", `alarm:${own}-*`), globalArn("cloudwatch", `dashboard/${own}`)]),
    allow(
      ["elasticache:*"],
      // Nodes and the parameter group are named by ElastiCache and CloudFormation, after the group and the stack.
      [`replicationgroup:${own}`, `subnetgroup:${own}`, `parametergroup:${own}-*`, `cluster:${own}-*`].map((resource) =>
        arn("elasticache", resource),
      ),
    ),
    allow(["events:*"], [arn("events", `rule/${own}-*`)]),
    allow(["cloudtrail:*"], [arn("cloudtrail", `trail/${own}`)]),
    allow(["budgets:*"], [globalArn("budgets", `budget/${own}`)]),
  ];
}

/** Services that name their resources themselves; CloudFormation finds them by what it made. */
const unnamed = (): readonly Statement[] => [
  allow(
    [
      "acm:*Certificate*",
      "apigateway:*",
      "application-autoscaling:*",
      "backup-storage:MountCapsule",
      "backup:*",
      "cloudfront:*",
      "ec2:*Address*",
      "ec2:*FlowLogs",
      "ec2:*InternetGateway*",
      "ec2:*NatGateway*",
      "ec2:*Route*",
      "ec2:*SecurityGroup*",
      "ec2:*Subnet*",
      "ec2:*Tags",
      "ec2:*Vpc*",
      "ec2:DescribeAccountAttributes",
      "ec2:DescribeAvailabilityZones",
      "ecs:DeregisterTaskDefinition",
      "ecs:DescribeTaskDefinition",
      "elasticloadbalancing:*",
      "kms:ListAliases",
      "logs:*Delivery*",
      "logs:*QueryDefinition*",
      "logs:*ResourcePolic*",
      "logs:DescribeLogGroups",
      "route53:*ResourceRecordSets",
      "route53:GetChange",
      "secretsmanager:GetRandomPassword",
      "wafv2:*",
      "xray:*Group*",
      "xray:*SamplingRule*",
    ],
    "*",
    { StringEquals: { "aws:PrincipalAccount": Aws.ACCOUNT_ID } },
  ),
];
