import { shellWord } from "./shell-word.ts";

/** A resource that outlives its stack. */
export interface RetainedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/** What a cache leaves under a name that CloudFormation makes up; its physical ID here is that of its replication group. */
export const finalSnapshot = "AWS::ElastiCache::Snapshot";

/** How a resource of this type is removed once nobody wants it any more; undefined where only the console or a person knows. */
export function removal({ type, physicalId }: Pick<RetainedResource, "type" | "physicalId">, region: string) {
  const id = shellWord(physicalId);
  const at = `--region ${region}`;
  const commands: Readonly<Record<string, string>> = {
    "AWS::DynamoDB::Table": `aws dynamodb delete-table ${at} --table-name ${id}`,
    // It fails while a version is left, so that nothing goes by mistake.
    "AWS::S3::Bucket": `aws s3api delete-bucket ${at} --bucket ${id}`,
    "AWS::KMS::Key": `aws kms schedule-key-deletion ${at} --pending-window-in-days 30 --key-id ${id}`,
    "AWS::Logs::LogGroup": `aws logs delete-log-group ${at} --log-group-name ${id}`,
    "AWS::ECR::Repository": `aws ecr delete-repository ${at} --force --repository-name ${id}`,
    "AWS::SecretsManager::Secret": `aws secretsmanager delete-secret ${at} --secret-id ${id}`,
    // A vault goes only when it holds no recovery point.
    "AWS::Backup::BackupVault": `aws backup list-recovery-points-by-backup-vault ${at} --backup-vault-name ${id} --query 'RecoveryPoints[].[RecoveryPointArn]' --output text | xargs -r -n1 aws backup delete-recovery-point ${at} --backup-vault-name ${id} --recovery-point-arn; aws backup delete-backup-vault ${at} --backup-vault-name ${id}`,
    [finalSnapshot]: `aws elasticache describe-snapshots ${at} --replication-group-id ${id} --query 'Snapshots[].[SnapshotName]' --output text | xargs -r -n1 aws elasticache delete-snapshot ${at} --snapshot-name`,
  };
  return commands[type];
}
