import { type Stack } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { repositoryName, roleName, rolePath, stateBucketName, stateTableName } from "../../src/model/names.ts";
import { account, arn, bucketArn, globalArn, region } from "../arn.ts";
import { allow, deny, servicePrincipal, type Statement } from "../policy.ts";
import { role } from "../role.ts";
import { executionStatements } from "./execution-access.ts";
import { accountTrust } from "./people.ts";

/** Who deploys, and the role CloudFormation acts with: a deployer's own rights never touch a resource. */
export function deploymentRoles(stack: Stack, config: EnvironmentConfig): void {
  role(stack, "ExecutionRole", config, {
    use: "cfn-exec",
    trust: servicePrincipal("cloudformation.amazonaws.com"),
    statements: executionStatements(config),
  });
  role(stack, "DeployerRole", config, { use: "deployer", trust: accountTrust(), statements: deploying(config) });
}

export const executionRoleArn = ({ name }: EnvironmentConfig) =>
  globalArn("iam", `role${rolePath(name)}${roleName(name, "cfn-exec")}`);

/** Changes to the environment's stacks, only with the execution role, and the state backend they are recorded in. */
export function deploying(config: EnvironmentConfig): readonly Statement[] {
  const { name } = config;
  const stacks = [arn("cloudformation", `stack/gworld-${name}-*`)];
  return [
    allow(["cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:CreateChangeSet"], stacks, {
      StringEquals: { "cloudformation:RoleArn": executionRoleArn(config) },
    }),
    allow(
      [
        "cloudformation:CancelUpdateStack",
        "cloudformation:ContinueUpdateRollback",
        "cloudformation:DeleteChangeSet",
        "cloudformation:DeleteStack",
        "cloudformation:Describe*",
        "cloudformation:ExecuteChangeSet",
        "cloudformation:Get*",
        "cloudformation:List*",
        "cloudformation:RollbackStack",
        "cloudformation:SetStackPolicy",
        "cloudformation:TagResource",
        "cloudformation:UpdateTerminationProtection",
      ],
      stacks,
    ),
    allow(["iam:PassRole"], [executionRoleArn(config)], {
      StringEquals: { "iam:PassedToService": "cloudformation.amazonaws.com" },
    }),
    allow(["dynamodb:*Item", "dynamodb:Query"], [arn("dynamodb", `table/${stateTableName}`)], {
      "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": `ENV#${name}` },
    }),
    allow(["s3:GetObject", "s3:PutObject"], [bucketArn(stateBucketName(account, region), "/*")]),
    allow(["kms:Decrypt", "kms:GenerateDataKey"], [arn("kms", "key/*")], {
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/gworld-state" },
    }),
    allow(["ecr:GetAuthorizationToken"], "*"),
    allow(
      ["ecr:*Layer*", "ecr:PutImage", "ecr:BatchGetImage"],
      [arn("ecr", `repository/${repositoryName(name, "*")}`)],
    ),
    ...(config.protected ? [keepGuards(stacks)] : []),
  ];
}

/** Guards of a protected environment fall only to a session that says so, which a separate role with MFA may open. */
const keepGuards = (stacks: readonly string[]) =>
  deny(
    ["cloudformation:DeleteStack", "cloudformation:UpdateTerminationProtection", "cloudformation:SetStackPolicy"],
    stacks,
    { StringNotEquals: { "aws:PrincipalTag/gworld:break-glass": "true" } },
  );
