import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { roleName, rolePath } from "../../src/model/names.ts";
import { globalArn } from "../arn.ts";
import { allow, deny, type Statement } from "../policy.ts";
import { backupPolicyArns, workloadBoundaryArn } from "../role.ts";

/** What CloudFormation may do with roles: make those of workloads, hand them to their services, and never widen its own. */
export const roleAccess = (config: EnvironmentConfig): readonly Statement[] => [...making(config), ...never(config)];

/** Services whose first use in an account makes a role of their own. */
const linkedServices = [
  "backup.amazonaws.com",
  "delivery.logs.amazonaws.com",
  "ecs.amazonaws.com",
  "ecs.application-autoscaling.amazonaws.com",
  "elasticache.amazonaws.com",
  "elasticloadbalancing.amazonaws.com",
  "ops.apigateway.amazonaws.com",
];

/**
 * Roles are made with the boundary. AWS Backup's alone goes without, as no boundary of workloads fits it; it may hold AWS's
 * own policies and no others. Roles of people are not made here at all, see `never`.
 */
function making(config: EnvironmentConfig): readonly Statement[] {
  const { name } = config;
  const own = [globalArn("iam", `role${rolePath(name)}*`)];
  const backup = [globalArn("iam", `role${rolePath(name)}${roleName(name, "backup")}`)];
  const boundary = { StringEquals: { "iam:PermissionsBoundary": workloadBoundaryArn(config) } };
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
        "iam:UpdateRole*",
      ],
      own,
    ),
    allow(["iam:CreateRole"], backup),
    allow(["iam:AttachRolePolicy"], backup, { ArnEquals: { "iam:PolicyARN": backupPolicyArns() } }),
    allow(["iam:CreateServiceLinkedRole"], [globalArn("iam", "role/aws-service-role/*")], {
      StringEquals: { "iam:AWSServiceName": linkedServices },
    }),
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
    [
      "iam:CreateRole",
      "iam:DeleteRole",
      "iam:UpdateRole*",
      "iam:*RolePolicy",
      "iam:*AssumeRolePolicy",
      "iam:*RolePermissionsBoundary",
    ],
    ["cfn-exec", "deployer", "operator", "readonly", "github-*"].map((use) =>
      globalArn("iam", `role${rolePath(name)}${roleName(name, use)}`),
    ),
  ),
  deny(["iam:DeleteRolePermissionsBoundary", "iam:*User*", "organizations:*", "account:*"], "*"),
  ...(isProtected ? [deny(["kms:ScheduleKeyDeletion"], "*")] : []),
];
