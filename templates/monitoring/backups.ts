import { type Stack, aws_backup as backup } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { bucketName, tableName, worldTables } from "../../src/model/names.ts";
import { account, arn, bucketArn, region } from "../arn.ts";
import { servicePrincipal } from "../policy.ts";
import { keepData } from "../retention.ts";
import { backupPolicyArns, role } from "../role.ts";

/**
 * Copies of tables and snapshots in a vault of their own, which outlives a mistake that deletes the originals. Any second of
 * the last 35 days is point-in-time recovery's; each copy of a table is a whole one and paid as such. So copies are few:
 * every week, for when a table is gone with its history, and in a protected environment every month, for a year.
 */
export function backups(stack: Stack, config: EnvironmentConfig, keyArn: string): void {
  const vault = new backup.CfnBackupVault(stack, "BackupVault", {
    backupVaultName: `gworld-${config.name}`,
    encryptionKeyArn: keyArn,
    // Nobody deletes a protected environment's recovery points in their first week.
    lockConfiguration: config.protected ? { minRetentionDays: 7 } : undefined,
  });
  keepData(config, vault);
  const plan = new backup.CfnBackupPlan(stack, "BackupPlan", {
    backupPlan: {
      backupPlanName: `gworld-${config.name}`,
      backupPlanRule: [
        rule(vault.ref, "weekly", "cron(0 5 ? * SUN *)", config.protected ? 35 : 14),
        ...(config.protected ? [rule(vault.ref, "monthly", "cron(0 6 1 * ? *)", 365)] : []),
      ],
    },
  });
  new backup.CfnBackupSelection(stack, "BackupSelection", {
    backupPlanId: plan.ref,
    backupSelection: {
      selectionName: "worlds",
      iamRoleArn: backupRole(stack, config),
      resources: [
        ...worldTables.map((table) => arn("dynamodb", `table/${tableName(config.name, table)}`)),
        bucketArn(bucketName(config.name, "snapshots", account, region)),
      ],
    },
  });
}

const rule = (targetBackupVault: string, ruleName: string, scheduleExpression: string, deleteAfterDays: number) => ({
  targetBackupVault,
  ruleName,
  scheduleExpression,
  lifecycle: { deleteAfterDays },
});

/** The one role of workloads without their boundary; only AWS Backup can use it. */
const backupRole = (stack: Stack, config: EnvironmentConfig) =>
  role(stack, "BackupRole", config, {
    use: "backup",
    description: "Backs tables and snapshots up, and restores them",
    trust: servicePrincipal("backup.amazonaws.com"),
    statements: [],
    managedPolicies: backupPolicyArns(),
  }).attrArn;
