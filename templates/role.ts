import { Fn, type Stack, aws_iam as iam } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../src/model/environment.ts";
import { roleName, rolePath } from "../src/model/names.ts";
import { globalArn } from "./arn.ts";
import { policyDocument, type Statement } from "./policy.ts";

export interface RoleDefinition {
  /** Ends the role's name: `gworld-<env>-<use>`. */
  readonly use: string;
  readonly description: string;
  readonly trust: object;
  readonly statements: readonly Statement[];
  readonly boundary?: string | undefined;
  readonly managedPolicies?: readonly string[];
  readonly maxSessionSeconds?: number;
}

/** The boundary of everything that runs workloads; the security stack makes it before any stack that names it. */
export const workloadBoundaryArn = (config: EnvironmentConfig) =>
  globalArn("iam", `policy${rolePath(config.name)}${roleName(config.name, "boundary")}`);

/** AWS's own policies for AWS Backup: what backing up needs changes with the service. */
export const backupPolicyArns = () =>
  [
    "service-role/AWSBackupServiceRolePolicyForBackup",
    "service-role/AWSBackupServiceRolePolicyForRestores",
    "AWSBackupServiceRolePolicyForS3Backup",
    "AWSBackupServiceRolePolicyForS3Restore",
  ].map((name) => Fn.sub(`arn:\${AWS::Partition}:iam::aws:policy/${name}`));

/** A role of an environment, under its path, with what it may do inline. */
export function role(stack: Stack, id: string, config: EnvironmentConfig, definition: RoleDefinition): iam.CfnRole {
  return new iam.CfnRole(stack, id, {
    roleName: roleName(config.name, definition.use),
    path: rolePath(config.name),
    description: definition.description,
    assumeRolePolicyDocument: definition.trust,
    permissionsBoundary: definition.boundary,
    managedPolicyArns: definition.managedPolicies ? [...definition.managedPolicies] : undefined,
    maxSessionDuration: definition.maxSessionSeconds,
    policies:
      definition.statements.length > 0
        ? [{ policyName: "access", policyDocument: policyDocument(definition.statements) }]
        : undefined,
  });
}
