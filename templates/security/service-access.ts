import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { bucketName, clusterName, tableName, type WorldTable } from "../../src/model/names.ts";
import { tableSchemas } from "../../src/model/tables.ts";
import { account, arn, bucketArn, region } from "../arn.ts";
import { allow, type Statement } from "../policy.ts";
import { modelArns } from "./models.ts";

const tables = (config: EnvironmentConfig, names: readonly WorldTable[]) =>
  names.map((name) => arn("dynamodb", `table/${tableName(config.name, name)}`));

/** The tables and their indexes. Nobody scans: every access path has a key or an index. */
const indexed = (config: EnvironmentConfig, names: readonly WorldTable[]) => [
  ...tables(config, names),
  ...names.map((name) => arn("dynamodb", `table/${tableName(config.name, name)}/index/*`)),
];

const generations = ["Agents", "MemoryStreams", "WorldObjects", "Events"] as const;

/** Life cycle, snapshots, restores. Worlds and the catalogue are never deleted from; bounds of the engine, not its tasks. */
export function worldManagementAccess(config: EnvironmentConfig): readonly Statement[] {
  const snapshots = bucketName(config.name, "snapshots", account, region);
  return [
    allow(
      ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query", "dynamodb:ConditionCheckItem"],
      indexed(config, ["Worlds", "Snapshots"]),
    ),
    allow(
      ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:DeleteItem"],
      indexed(config, generations),
    ),
    allow(["dynamodb:BatchWriteItem"], tables(config, generations)),
    allow(["s3:ListBucket"], [bucketArn(snapshots)], {
      StringLike: { "s3:prefix": ["worlds", "staging"].map((folder) => `${config.name}/${folder}/*`) },
    }),
    allow(
      [
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:PutObject",
        "s3:PutObjectTagging",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
      ],
      [bucketArn(snapshots, `/${config.name}/worlds/*`)],
    ),
    ...bulkLoading(config, snapshots),
    allow(["application-autoscaling:RegisterScalableTarget"], [arn("application-autoscaling", "scalable-target/*")], {
      StringEquals: { "application-autoscaling:service-namespace": "ecs" },
    }),
    allow(["application-autoscaling:DescribeScalableTargets"], "*"),
    allow(["ecs:DescribeServices"], [arn("ecs", `service/${clusterName(config.name)}/agent-runtime`)]),
  ];
}

/**
 * Very large restores: DynamoDB puts staged files into the tables in the name of whoever asks it to, so these are the rights
 * of the load itself, too. A list names no resource.
 */
const bulkLoading = (config: EnvironmentConfig, snapshots: string): readonly Statement[] => [
  allow(["dynamodb:StartBulkPutItems"], tables(config, generations)),
  allow(
    ["dynamodb:DescribeBulkOperation", "dynamodb:CancelBulkOperation"],
    [
      ...generations.map((name) => arn("dynamodb", `table/${tableName(config.name, name)}/*`)),
      arn("dynamodb", "bulk-operation/*"),
    ],
  ),
  allow(["dynamodb:ListBulkOperations"], "*"),
  allow(
    ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
    [bucketArn(snapshots, `/${config.name}/staging/*`)],
  ),
];

/** What taking a world over and committing a tick touch of its row, conditions included: neither its data nor its generation. */
const touched = ["worldId", ...(tableSchemas.Worlds.attributes ?? []), "updatedAt"];

/**
 * The engine: reads worlds and moves their tick, writes what agents do and remember. A tick is one TransactWriteItems, which
 * IAM weighs as its puts and its update. Memories and events are deleted in transactions alone, which check that the world
 * is still this engine's: those that nobody committed.
 */
export const agentRuntimeAccess = (config: EnvironmentConfig): readonly Statement[] => [
  allow(["dynamodb:GetItem", "dynamodb:Query"], indexed(config, ["Worlds"])),
  allow(["dynamodb:UpdateItem"], tables(config, ["Worlds"]), {
    "ForAllValues:StringEquals": { "dynamodb:Attributes": touched },
    // Taking a world over answers with its row, which the engine may read anyhow.
    StringEqualsIfExists: { "dynamodb:ReturnValues": ["NONE", "UPDATED_NEW", "ALL_NEW"] },
  }),
  allow(
    ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    indexed(config, ["Agents", "WorldObjects"]),
  ),
  allow(["dynamodb:ConditionCheckItem"], tables(config, ["Worlds"])),
  allow(["dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"], indexed(config, ["MemoryStreams", "Events"])),
  allow(["dynamodb:DeleteItem"], tables(config, ["MemoryStreams", "Events"]), {
    "ForAnyValue:StringEquals": { "dynamodb:EnclosingOperation": ["TransactWriteItems"] },
  }),
];

/** The only service that may call Bedrock; it sees neither tables nor buckets. */
export const llmIntegrationAccess = (): readonly Statement[] => [
  allow(["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", "bedrock:GetInferenceProfile"], modelArns()),
];
