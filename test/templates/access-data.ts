import {
  account,
  arn,
  bound,
  deployers,
  lookers,
  maker,
  region,
  row,
  type Row,
  starters,
  stranger,
  tasks,
  via,
} from "./access-rows.ts";

const [worlds = "", agents = "", models = ""] = tasks;

/** Tables and buckets: who reads, who writes, and nobody's hand on what is another environment's. */
export function dataRows(env: string): readonly Row[] {
  const table = (name: string, environment = env) => arn("dynamodb", `table/gworld-${environment}-${name}`);
  const item = (action: string, name: string, who: readonly string[], context?: Row["context"]) =>
    row(`dynamodb:${action}`, table(name), who, context);
  const tick = { "dynamodb:Attributes": ["worldId", "tick"], "dynamodb:ReturnValues": "NONE" };
  const inTransaction = { "dynamodb:EnclosingOperation": "TransactWriteItems" };
  return [
    item("GetItem", "Worlds", [worlds, agents, bound]),
    item("Query", "Worlds/index/byStatus", [worlds, agents, bound]),
    item("PutItem", "Worlds", [worlds, bound]),
    item("UpdateItem", "Worlds", [worlds, agents, bound], tick),
    item("UpdateItem", "Worlds", [worlds, bound], { ...tick, "dynamodb:Attributes": ["worldId", "name"] }),
    item("UpdateItem", "Worlds", [worlds, bound], { ...tick, "dynamodb:ReturnValues": "ALL_OLD" }),
    item("ConditionCheckItem", "Worlds", [worlds, agents, bound]),
    item("ConditionCheckItem", "Agents", [bound]),
    item("DeleteItem", "Worlds", [bound]),
    item("BatchGetItem", "Worlds", [bound]),
    item("BatchWriteItem", "Worlds", [bound]),
    item("GetItem", "Agents", [worlds, agents, bound]),
    item("PutItem", "Agents", [worlds, agents, bound]),
    item("UpdateItem", "Agents", [agents, bound]),
    item("BatchGetItem", "WorldObjects", [worlds, agents, bound]),
    item("BatchGetItem", "Events", [worlds, bound]),
    item("BatchWriteItem", "Agents", [worlds, bound]),
    item("DeleteItem", "Agents", [worlds, bound], inTransaction),
    item("PutItem", "MemoryStreams", [worlds, agents, bound]),
    item("UpdateItem", "MemoryStreams", [bound]),
    item("Query", "Events/index/byAgent", [worlds, agents, bound]),
    item("DeleteItem", "Events", [worlds, agents, bound], inTransaction),
    item("DeleteItem", "Events", [worlds, bound]),
    item("GetItem", "Snapshots", [worlds, bound]),
    item("PutItem", "Snapshots", [worlds, bound]),
    item("UpdateItem", "Snapshots", [worlds, bound]),
    item("Scan", "Worlds", []),
    item("DeleteTable", "Worlds", [maker]),
    ...["GetItem", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "StartBulkPutItems"].map((action) =>
      row(`dynamodb:${action}`, table("Agents", "other"), [], inTransaction),
    ),
    item("StartBulkPutItems", "Agents", [worlds, bound]),
    item("StartBulkPutItems", "Worlds", [bound]),
    item("DescribeBulkOperation", "Agents/bulk-operation/01", [worlds, maker, bound]),
    item("CancelBulkOperation", "Worlds/bulk-operation/01", [bound]),
    row("dynamodb:CancelBulkOperation", table("Agents/bulk-operation/01", "other"), []),
    row("dynamodb:ListBulkOperations", "*", [worlds, bound]),
    item("DescribeTable", "Worlds", [...lookers, maker]),
    row("dynamodb:DescribeContinuousBackups", table("Worlds", "other"), []),
    ...bucketRows(env),
  ];
}

/** Deployers see whether a bucket is there that an import takes over, where nothing is protected. */
const importing = (action: string, resource: string, who: readonly string[], context?: Row["context"]): Row => ({
  ...row(action, resource, [...who, ...deployers], context),
  guarded: who,
});

function bucketRows(env: string): readonly Row[] {
  const bucket = (use: string) => `arn:aws:s3:::gworld-${env}-${use}-${account}-${region}`;
  const snapshots = bucket("snapshots");
  const foreign = `arn:aws:s3:::gworld-other-snapshots-${account}-${region}`;
  const prefix = (folder: string) => ({ "s3:prefix": folder });
  return [
    importing("s3:ListBucket", snapshots, [worlds, maker, bound], prefix(`${env}/worlds/w-1`)),
    importing("s3:ListBucket", snapshots, [worlds, maker, bound], prefix(`${env}/staging/01`)),
    importing("s3:ListBucket", snapshots, [maker, bound], prefix("other/worlds/w-1")),
    row("s3:ListBucketVersions", snapshots, [maker]),
    row("s3:DeleteObjectVersion", `${snapshots}/${env}/worlds/w-1/manifest.json`, []),
    row("s3:DeleteObjectVersion", `${bucket("web")}/index.html`, []),
    row("s3:ListBucketVersions", foreign, []),
    row("s3:DeleteObjectVersion", `${foreign}/other/worlds/w-1/manifest.json`, []),
    row("s3:ListBucket", foreign, [], prefix(`${env}/worlds/w-1`)),
    row("s3:GetObject", `${snapshots}/${env}/worlds/w-1/manifest.json`, [worlds, bound]),
    row("s3:PutObject", `${snapshots}/${env}/worlds/w-1/manifest.json`, [worlds, bound]),
    row("s3:GetObjectVersion", `${snapshots}/${env}/staging/01/x`, [bound]),
    row("s3:DeleteObject", `${snapshots}/${env}/worlds/w-1/manifest.json`, []),
    row("s3:DeleteObject", `${snapshots}/${env}/staging/01/x`, [worlds, bound]),
    row("s3:PutObject", `${snapshots}/${env}/staging/01/x`, [worlds, bound]),
    row("s3:PutObject", `${snapshots}/other/worlds/x`, [bound]),
    ...["s3:GetObject", "s3:PutObject", "s3:GetObjectVersion"].map((action) =>
      row(action, `${bucket("web")}/index.html`, []),
    ),
    row("s3:PutLifecycleConfiguration", snapshots, [maker]),
  ];
}

/** Keys, secrets, parameters and messages: what tasks, starters and functions are given, and no other's. */
export function givenRows(env: string): readonly Row[] {
  const secret = (use: string, environment = env) =>
    arn("secretsmanager", `secret:gworld/${environment}/${use}-AbCdEf`);
  const parameter = (key: string, environment = env) => arn("ssm", `parameter/gworld/${environment}/${key}`);
  const queue = (name: string, environment = env) => arn("sqs", `gworld-${environment}-${name}`);
  const connection = (api: string, owner = account) =>
    arn("execute-api", `${api}/ws/POST/@connections/abc`, region, owner);
  const [, ...redisStarters] = starters;
  const foreign = arn("kms", "key/foreign");
  const own = { "aws:ResourceTag/gworld:env": env };
  const readers = [...redisStarters, "Authorizer", maker, bound];
  return [
    ...["dynamodb", "s3"].map((service) =>
      row("kms:GenerateDataKey", arn("kms", "key/DataKey"), [...tasks, maker, bound], via(service, own)),
    ),
    row("kms:Decrypt", arn("kms", "key/DataKey"), [...tasks, "MessageSender", maker, bound], via("sqs", own)),
    // One key for all where nothing is kept.
    {
      ...row("kms:Decrypt", arn("kms", "key/DataKey"), readers, via("secretsmanager", own)),
      guarded: [maker, bound],
    },
    {
      ...row("kms:Decrypt", arn("kms", "key/SecretsKey"), [maker, bound], via("secretsmanager", own)),
      guarded: readers,
    },
    row("kms:Decrypt", foreign, [maker, bound], via("sqs")),
    row("kms:Decrypt", foreign, [maker, bound], via("secretsmanager")),
    row("secretsmanager:GetSecretValue", secret("redis"), [...redisStarters, maker, bound]),
    row("secretsmanager:GetSecretValue", secret("api"), ["Authorizer", maker, bound]),
    row("secretsmanager:GetSecretValue", secret("redis", "other"), []),
    row("ssm:GetParameter", parameter("redis/endpoint"), [agents, models, ...lookers, maker, bound]),
    row("ssm:GetParameter", parameter("tables/Worlds"), [...lookers, maker, bound]),
    row("ssm:GetParameter", parameter("redis/endpoint", "other"), []),
    row("sqs:ReceiveMessage", queue("messages"), [agents, maker, bound]),
    row("sqs:DeleteMessage", queue("messages"), [agents, maker, bound]),
    row("sqs:GetQueueAttributes", queue("messages"), [agents, maker, bound]),
    row("sqs:ReceiveMessage", queue("messages-failed"), [maker, bound]),
    row("sqs:SendMessage", queue("messages"), ["MessageSender", maker, bound]),
    row("sqs:SendMessage", queue("messages-failed"), [maker, bound]),
    row("sqs:SendMessage", queue("messages", "other"), []),
    row("execute-api:ManageConnections", connection("WebSocketApi"), [agents, bound]),
    row("execute-api:ManageConnections", connection("OtherApi"), [bound]),
    row("execute-api:ManageConnections", connection("WebSocketApi", stranger), []),
  ];
}
