import { Aws, type Stack, aws_kms as kms } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { keyDescription } from "../../src/model/leftovers.ts";
import { logGroupName } from "../../src/model/names.ts";
import { arn, globalArn } from "../arn.ts";
import { allow, ownAccount, policyDocument, to, type Statement } from "../policy.ts";
import { keepData } from "../retention.ts";

/** ARNs of the keys by what they protect; in a small environment all three are one key, for a third of the price. */
export interface Keys {
  readonly data: string;
  readonly logs: string;
  readonly secrets: string;
}

/** Customer keys with rotation. A key is kept whenever what it encrypts is kept: data without its key is lost. */
export function keys(stack: Stack, config: EnvironmentConfig): Keys {
  if (!config.retainData) {
    const all = key(stack, config, "data", [...forData(), ...forLogs(config), ...forAlarms()]);
    return { data: all, logs: all, secrets: all };
  }
  return {
    data: key(stack, config, "data", forData()),
    logs: key(stack, config, "logs", [...forLogs(config), ...forAlarms()]),
    secrets: key(stack, config, "secrets", []),
  };
}

const ids = { data: "DataKey", logs: "LogsKey", secrets: "SecretsKey" } as const;

function key(stack: Stack, config: EnvironmentConfig, use: keyof typeof ids, uses: readonly Statement[]): string {
  const resource = new kms.CfnKey(stack, ids[use], {
    description: keyDescription(config.name, use),
    enableKeyRotation: true,
    pendingWindowInDays: config.retainData ? 30 : 7,
    keyPolicy: policyDocument([account(), ...uses]),
  });
  keepData(config, resource);
  new kms.CfnAlias(stack, `${ids[use]}Alias`, {
    aliasName: `alias/gworld/${config.name}/${use}`,
    targetKeyId: resource.ref,
  });
  return resource.attrArn;
}

/** Hands the decision to IAM: without this statement a key can become unmanageable for good. */
const account = () => to({ AWS: globalArn("iam", "root") }, allow(["kms:*"], "*"));

const service = (name: string, actions: readonly string[], condition?: Statement["Condition"]) =>
  to({ Service: name }, allow(actions, "*", condition));

/** CloudFront reads the web bucket for any distribution of this account: the bucket exists before the distribution. */
const forData = () => [
  service("cloudfront.amazonaws.com", ["kms:Decrypt"], {
    ArnLike: { "aws:SourceArn": globalArn("cloudfront", "distribution/*") },
  }),
];

const forLogs = (config: EnvironmentConfig) => [
  service(
    `logs.${Aws.REGION}.amazonaws.com`,
    ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    { ArnLike: { "kms:EncryptionContext:aws:logs:arn": arn("logs", `log-group:${logGroupName(config.name, "*")}`) } },
  ),
];

/**
 * Without these an alarm fires and nobody is told: SNS refuses a publisher that cannot use the topic's key. EventBridge
 * tells KMS neither account nor rule when it publishes to an encrypted topic, so a condition would shut it out.
 */
const forAlarms = () => [
  ...["cloudwatch.amazonaws.com", "budgets.amazonaws.com"].map((publisher) =>
    service(publisher, publishing, { StringEquals: ownAccount }),
  ),
  service("events.amazonaws.com", publishing),
];

const publishing = ["kms:Decrypt", "kms:GenerateDataKey*"];
