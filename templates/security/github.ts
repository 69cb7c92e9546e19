import { type Stack } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { globalArn } from "../arn.ts";
import { deny, policyDocument } from "../policy.ts";
import { role } from "../role.ts";
import { deploying, type DeploymentPolicies, planning } from "./deployment.ts";
import { reading } from "./people.ts";

const issuer = "token.actions.githubusercontent.com";

/** Trusts one subject of one repository, exactly: a wildcard here would let any branch in. */
const trust = (subject: string) =>
  policyDocument([
    {
      Effect: "Allow",
      Principal: { Federated: globalArn("iam", `oidc-provider/${issuer}`) },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: { StringEquals: { [`${issuer}:aud`]: "sts.amazonaws.com", [`${issuer}:sub`]: subject } },
    },
  ]);

/**
 * Workflows plan on pull requests and deploy from the GitHub environment of the same name, whose approval is theirs to
 * set. The account's OIDC provider is not made here: an account has one, and usually has it already.
 */
export function githubRoles(stack: Stack, config: EnvironmentConfig, policies: DeploymentPolicies): void {
  const repository = config.github?.repository;
  if (repository === undefined) return;
  role(stack, "GithubPlanRole", config, {
    use: "github-plan",
    description: "Plans for pull requests, and carries nothing out",
    trust: trust(`repo:${repository}:pull_request`),
    statements: [
      ...reading(config),
      ...planning(config),
      deny(["cloudformation:ExecuteChangeSet", "cloudformation:CreateStack", "cloudformation:UpdateStack"], "*"),
    ],
    maxSessionSeconds: 3600,
  });
  role(stack, "GithubDeployRole", config, {
    use: "github-deploy",
    description: "Deploys from the GitHub environment of the same name",
    trust: trust(`repo:${repository}:environment:${config.name}`),
    statements: deploying(config),
    managedPolicies: policies,
    maxSessionSeconds: 3600,
  });
}
