import { listOf, recordAt, textAt } from "../json.ts";
import { numberAt } from "../template-values.ts";
import { charge, type Rate } from "./charge.ts";
import { hoursAMonth, prices, redisNodes } from "./price-list.ts";

const table = "AWS::DynamoDB::Table";

/** Prices of what holds data, and of what guards it. */
export const dataRates: Readonly<Record<string, Rate>> = {
  [table]: ({ properties }, { usage, share }) => {
    if (textAt(properties, "BillingMode") !== "PAY_PER_REQUEST")
      return [{ unpriced: "only on-demand tables are priced" }];
    const part = share(table);
    const recovery = recordAt(properties, "PointInTimeRecoverySpecification");
    return [
      charge("Table writes", usage.tableWrites * part, prices.tableWrites),
      charge("Table reads", usage.tableReads * part, prices.tableReads),
      charge("Table storage", usage.tableGb * part, prices.tableGb),
      ...(recovery["PointInTimeRecoveryEnabled"] === true
        ? [charge("Point-in-time recovery", usage.tableGb * part, prices.recoveryGb)]
        : []),
    ];
  },
  "AWS::ElastiCache::ReplicationGroup": ({ properties }) => {
    const type = textAt(properties, "CacheNodeType") ?? "";
    const nodes = numberAt(properties, "NumCacheClusters") ?? 1;
    const node = Object.hasOwn(redisNodes, type) ? redisNodes[type] : undefined;
    if (node === undefined) return [{ unpriced: `no price is known for ${type || "its node type"}` }];
    return [charge(`Redis ${type}`, nodes * hoursAMonth, node)];
  },
  "AWS::S3::Bucket": (_, { usage, share }) => [
    charge("Buckets", usage.bucketGb * share("AWS::S3::Bucket"), prices.bucketGb),
  ],
  // A backup of a table is a full copy, each of them: AWS Backup keeps no increments for DynamoDB.
  "AWS::Backup::BackupPlan": ({ properties }, { usage }) => {
    const rules = listOf(recordAt(properties, "BackupPlan")["BackupPlanRule"]);
    const copies = rules.reduce<number>((sum, rule) => sum + copiesKept(rule), 0);
    return [charge("Table backups, full copies", copies * usage.tableGb, prices.backupGb)];
  },
  "AWS::KMS::Key": (_, { usage, share }) => [
    charge("Keys", 1, prices.key),
    charge("Key requests", usage.keyRequests * share("AWS::KMS::Key"), prices.keyRequests),
  ],
  "AWS::SecretsManager::Secret": () => [charge("Secrets", 1, prices.secret)],
};

/** How many backups of a rule exist at a time: one a day, or fewer where the schedule names days of the month or the week. */
function copiesKept(rule: unknown): number {
  const days = numberAt(recordAt(rule, "Lifecycle"), "DeleteAfterDays") ?? 365;
  const schedule = textAt(rule, "ScheduleExpression") ?? "";
  if (/^cron\(\S+ \S+ \d/.test(schedule)) return Math.round((days * 12) / 365);
  return /^cron\(\S+ \S+ \? \S+ [A-Z1-7]/.test(schedule) ? Math.round(days / 7) : days;
}
