import { Aws } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import {
  formerTemplateKey,
  plannedTemplateKey,
  revisionKey,
  stateBucketName,
  stateTableName,
  templateKey,
} from "../../src/model/names.ts";
import { account, arn, bucketArn, region } from "../arn.ts";
import { stateKeyAlias } from "../bootstrap/keys.ts";
import { allow, type Statement } from "../policy.ts";

/** What an environment's own rows of the state table tell: revisions, operations, locks. */
export const readingState = (config: EnvironmentConfig): readonly Statement[] => [
  rows(config, ["dynamodb:GetItem", "dynamodb:Query"]),
  stateKeyFor(["kms:Decrypt"], ["dynamodb"]),
];

/**
 * Putting templates where CloudFormation reads them, with the caller's rights as well, and keeping them with their revisions:
 * below the environment's own name alone, as CloudFormation takes what is there unseen.
 */
export const placingTemplates = ({ name }: EnvironmentConfig): readonly Statement[] => [
  ...placing([templateKey(name, "*"), plannedTemplateKey(name, "*"), revisionKey(name, "*")]),
  // Exactly as long as a SHA-256, so that no name below an environment fits.
  allow(["s3:GetObject"], [inState(formerTemplateKey("?".repeat(64)))]),
];

/** The same for who only plans: never where anything is deployed from. */
export const placingPlans = ({ name }: EnvironmentConfig): readonly Statement[] =>
  placing([plannedTemplateKey(name, "*")]);

const placing = (keys: readonly string[]): readonly Statement[] => [
  allow(["s3:ListBucket"], [bucketArn(stateBucketName(account, region))]),
  allow(["s3:GetObject", "s3:PutObject"], keys.map(inState)),
  stateKeyFor(["kms:Decrypt", "kms:GenerateDataKey"], ["s3"]),
];

const inState = (key: string) => bucketArn(stateBucketName(account, region), `/${key}`);

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
