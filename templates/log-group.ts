import { type Stack, aws_logs as logs } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../src/model/environment.ts";
import { logGroupName } from "../src/model/names.ts";
import { keepData } from "./retention.ts";

/** A log group `/gworld/<env>/<name>` with the environment's retention. Without a key, CloudWatch's own encrypts it. */
export function logGroup(
  stack: Stack,
  config: EnvironmentConfig,
  name: string,
  options: { readonly id: string; readonly key?: string },
): logs.CfnLogGroup {
  const group = new logs.CfnLogGroup(stack, options.id, {
    logGroupName: logGroupName(config.name, name),
    retentionInDays: config.logs.retentionDays,
    kmsKeyId: options.key,
  });
  keepData(config, group);
  return group;
}
