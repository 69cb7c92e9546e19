import { type Stack, aws_iam as iam } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { bucketName, bucketUses, repositoryName, roleName, rolePath } from "../../src/model/names.ts";
import { account, arn, arnsEverywhere, bucketArn, globalArn, region } from "../arn.ts";
import { allow, deny, onlyThrough, policyDocument, servicePrincipal, type Statement } from "../policy.ts";
import { role } from "../role.ts";
import { executionStatements } from "./execution-access.ts";
import { accountTrust, looking } from "./people.ts";
import { placingPlans, placingTemplates, writingState } from "./state-access.ts";

/**
 * Who deploys, and the role CloudFormation may act with. gworld names no role to CloudFormation, since this one is made by a
 * stack of the environment itself; CloudFormation then acts with its caller's rights. So deployers have the execution role's
 * permissions too, but only in requests that CloudFormation makes for them (aws:CalledVia): their own calls touch no resource.
 * Other tools can hand over the execution role, and no other one.
 */
export function deploymentRoles(stack: Stack, config: EnvironmentConfig): DeploymentPolicies {
  const { named, keys, other } = executionStatements(config);
  role(stack, "ExecutionRole", config, {
    use: "cfn-exec",
    description: "What CloudFormation may do with the stacks of the environment",
    trust: servicePrincipal(cloudFormation),
    statements: [...named, ...keys, ...other],
  });
  const through = (id: string, use: string, statements: readonly Statement[]) =>
    new iam.CfnManagedPolicy(stack, id, {
      managedPolicyName: roleName(config.name, use),
      path: rolePath(config.name),
      description: "What CloudFormation may do for a deployer of the environment",
      policyDocument: policyDocument(onlyThrough(cloudFormation, statements)),
    }).ref;
  const policies = [
    through("DeployNamed", "deploy-named", named),
    through("DeployKeys", "deploy-keys", keys),
    through("DeployOther", "deploy-other", other),
  ];
  role(stack, "DeployerRole", config, {
    use: "deployer",
    description: "Deploys the environment: changes through CloudFormation only",
    trust: accountTrust(),
    statements: deploying(config),
    managedPolicies: policies,
  });
  return policies;
}

/** ARNs of the policies that let CloudFormation act for whoever has them. */
export type DeploymentPolicies = readonly string[];

export const executionRoleArn = ({ name }: EnvironmentConfig) =>
  globalArn("iam", `role${rolePath(name)}${roleName(name, "cfn-exec")}`);

const cloudFormation = "cloudformation.amazonaws.com";

/** Changes to the environment's stacks in all their Regions, what a deploy watches, and the state it is recorded in. */
export function deploying(config: EnvironmentConfig): readonly Statement[] {
  const { name } = config;
  const stacks = arnsEverywhere(config, "cloudformation", `stack/gworld-${name}-*`);
  return [
    allow(["cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:CreateChangeSet"], stacks, {
      StringEqualsIfExists: { "cloudformation:RoleArn": executionRoleArn(config) },
    }),
    allow(
      [
        "cloudformation:CancelUpdateStack",
        "cloudformation:ContinueUpdateRollback",
        "cloudformation:DeleteChangeSet",
        "cloudformation:DeleteStack",
        "cloudformation:ExecuteChangeSet",
        "cloudformation:RollbackStack",
        "cloudformation:SetStackPolicy",
        "cloudformation:TagResource",
        "cloudformation:UpdateTerminationProtection",
      ],
      stacks,
    ),
    ...looking(config),
    ...placingTemplates(config),
    ...writingState(config),
    allow(["iam:PassRole"], [executionRoleArn(config)], { StringEquals: { "iam:PassedToService": cloudFormation } }),
    allow(["ecr:GetAuthorizationToken"], "*"),
    allow(
      ["ecr:*Layer*", "ecr:PutImage", "ecr:BatchGetImage", "ecr:DescribeImages"],
      [arn("ecr", `repository/${repositoryName(name, "*")}`)],
    ),
    ...(config.protected ? [keepGuards(stacks)] : takingOver(config)),
  ];
}

/** What `import` looks at, by names of the environment. Of a protected one it is an administrator's, as any destroy is. */
const takingOver = ({ name }: EnvironmentConfig): readonly Statement[] => [
  // Asked with a template, so that there is no stack to name.
  allow(["cloudformation:GetTemplateSummary"], "*"),
  allow(
    ["s3:ListBucket"],
    bucketUses.map((use) => bucketArn(bucketName(name, use, account, region))),
  ),
];

/** What a plan needs: change sets of stacks that break nothing when they are forgotten. A protected environment takes none. */
export function planning(config: EnvironmentConfig): readonly Statement[] {
  if (config.protected) return [];
  const stacks = arnsEverywhere(config, "cloudformation", `stack/gworld-${config.name}-*`);
  return [
    allow(["cloudformation:CreateChangeSet", "cloudformation:DeleteChangeSet"], stacks, {
      StringLike: { "cloudformation:ChangeSetName": "gw-*" },
      Null: { "cloudformation:RoleArn": "true" },
    }),
    allow(["cloudformation:TagResource"], stacks),
    ...placingPlans(config),
    // A change set works Fn::GetAZs out.
    allow(["ec2:DescribeAccountAttributes", "ec2:DescribeAvailabilityZones"], "*"),
  ];
}

/** Guards of a protected environment fall only to a session that says so, which a separate role with MFA may open. */
const keepGuards = (stacks: readonly string[]) =>
  deny(
    ["cloudformation:DeleteStack", "cloudformation:UpdateTerminationProtection", "cloudformation:SetStackPolicy"],
    stacks,
    { StringNotEquals: { "aws:PrincipalTag/gworld:break-glass": "true" } },
  );
