import { Aws } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { roleName, rolePath } from "../../src/model/names.ts";
import { arn, bucketArn, globalArn } from "../arn.ts";
import { allow, deny, type Statement } from "../policy.ts";
import { workloadBoundaryArn } from "../role.ts";

/** What CloudFormation may do while it deploys an environment: the services of the stacks, and nothing else. */
export function executionStatements(config: EnvironmentConfig): readonly Statement[] {
  return [...named(config), ...unnamed(), ...roles(config), ...never(config)];
}

/** Resources whose names gworld gives: other environments are out of reach. */
function named({ name }: EnvironmentConfig): readonly Statement[] {
  const own = `gworld-${name}`;
  return [
    allow(
      [
        "dynamodb:*Table*",
        "dynamodb:*ContinuousBackups",
        "dynamodb:*TimeToLive",
        "dynamodb:*TagResource",
        "dynamodb:ListTagsOfResource",
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
    allow(["logs:*"], [arn("logs", `log-group:/gworld/${name}/*`)]),
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
      "ec2:DescribeAvailabilityZones",
      "ecs:DeregisterTaskDefinition",
      "ecs:DescribeTaskDefinition",
      "elasticloadbalancing:*",
      "kms:*Alias*",
      "kms:CreateGrant",
      "kms:CreateKey",
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:EnableKeyRotation",
      "kms:GenerateDataKey",
      "kms:GetKey*",
      "kms:ListResourceTags",
      "kms:PutKeyPolicy",
      "kms:TagResource",
      "logs:*Delivery*",
      "logs:*QueryDefinition*",
      "logs:DescribeLogGroups",
      "route53:*ResourceRecordSets",
      "route53:GetChange",
      "wafv2:*",
      "xray:*Group*",
      "xray:*SamplingRule*",
    ],
    "*",
    { StringEquals: { "aws:PrincipalAccount": Aws.ACCOUNT_ID } },
  ),
];

function roles({ name, ...config }: EnvironmentConfig): readonly Statement[] {
  const own = [globalArn("iam", `role${rolePath(name)}*`)];
  const boundary = { StringEquals: { "iam:PermissionsBoundary": workloadBoundaryArn({ name, ...config }) } };
  return [
    allow(
      ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"],
      own,
      boundary,
    ),
    allow(
      [
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:Get*",
        "iam:List*",
        "iam:*TagRole",
        "iam:UpdateAssumeRolePolicy",
      ],
      own,
    ),
    allow(["iam:Get*", "iam:List*"], [globalArn("iam", `policy${rolePath(name)}*`)]),
    allow(["iam:PassRole"], own, {
      StringEquals: {
        "iam:PassedToService": [
          "apigateway.amazonaws.com",
          "backup.amazonaws.com",
          "ecs-tasks.amazonaws.com",
          "lambda.amazonaws.com",
          "vpc-flow-logs.amazonaws.com",
        ],
      },
    }),
  ];
}

/**
 * An execution role that could loosen its own limits would have none. Who may read, operate and deploy is therefore
 * decided with an administrator's credentials, as the first deployment is, and never through this role.
 */
const never = ({ name, protected: isProtected }: EnvironmentConfig): readonly Statement[] => [
  deny(
    ["iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:SetDefaultPolicyVersion"],
    [globalArn("iam", `policy${rolePath(name)}${roleName(name, "boundary")}`)],
  ),
  deny(
    ["iam:*Role", "iam:*RolePolicy", "iam:*AssumeRolePolicy", "iam:*RolePermissionsBoundary"],
    ["cfn-exec", "deployer", "operator", "readonly", "github-*"].map((use) =>
      globalArn("iam", `role${rolePath(name)}${roleName(name, use)}`),
    ),
  ),
  deny(["iam:DeleteRolePermissionsBoundary", "iam:*User*", "organizations:*", "account:*"], "*"),
  ...(isProtected ? [deny(["kms:ScheduleKeyDeletion"], "*")] : []),
];
