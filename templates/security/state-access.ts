import { Aws } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { stateBucketName, stateTableName } from "../../src/model/names.ts";
import { account, arn, bucketArn, region } from "../arn.ts";
import { stateKeyAlias } from "../bootstrap/keys.ts";
import { allow, type Statement } from "../policy.ts";

/** What an environment's own rows of the state table tell: revisions, operations, locks. */
export const readingState = (config: EnvironmentConfig): readonly Statement[] => [
  rows(config, ["dynamodb:GetItem", "dynamodb:Query"]),
  stateKeyFor(["kms:Decrypt"], ["dynamodb"]),
];

/** Putting templates where CloudFormation reads them, with the caller's rights as well. */
export const placingTemplates = (): readonly Statement[] => [
  allow(["s3:ListBucket"], [bucketArn(stateBucketName(account, region))]),
  allow(["s3:GetObject", "s3:PutObject"], [bucketArn(stateBucketName(account, region), "/*")]),
  stateKeyFor(["kms:Decrypt", "kms:GenerateDataKey"], ["s3"]),
];

/** Holding the environment's lock and keeping the journal, for who may read the state already. */
export const lockingState = (config: EnvironmentConfig): readonly Statement[] => [
  rows(config, ["dynamodb:ConditionCheckItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]),
  stateKeyFor(["kms:GenerateDataKey"], ["dynamodb"]),
];

/** Recording what was deployed, and holding the lock. A write needs the key as well, under which DynamoDB keeps the table. */
export const writingState = (config: EnvironmentConfig): readonly Statement[] => [
  rows(config, ["dynamodb:*Item", "dynamodb:Query"]),
  stateKeyFor(["kms:Decrypt", "kms:GenerateDataKey"], ["dynamodb"]),
];

const rows = ({ name }: EnvironmentConfig, actions: readonly string[]) =>
  allow(actions, [arn("dynamodb", `table/${stateTableName}`)], {
    "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": `ENV#${name}` },
  });

/** Never the key itself: only what a service asks of it for the caller. */
const stateKeyFor = (actions: readonly string[], services: readonly string[]) =>
  allow(actions, [arn("kms", "key/*")], {
    "ForAnyValue:StringEquals": { "kms:ResourceAliases": stateKeyAlias },
    StringEquals: { "kms:ViaService": services.map((service) => `${service}.${Aws.REGION}.amazonaws.com`) },
  });
