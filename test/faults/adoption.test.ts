import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { ECR } from "@aws-sdk/client-ecr";
import { KMS } from "@aws-sdk/client-kms";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { diff } from "../../src/commands/diff.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { dataStacks } from "./left-data.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld({ config: { retainData: true } });
});
beforeEach(() => {
  world.content.clear();
  for (const [part, content] of dataStacks("dev")) world.content.set(part, content);
});
afterAll(() => world.stop());

const own = () => ({ region: world.config.region, endpoint: world.endpoint, credentials: localCredentials });
const deployAll = () => world.run(deploy, "--yes");
const destroyAll = (...more: string[]) => world.run(destroy, "--yes", "--confirm", "dev", ...more);
const TableName = "gworld-dev-Worlds";
const SecretId = "gworld/dev/redis";
const bucket = "gworld-dev-snapshots-000000000000-us-east-1";

test("a deployment after a destroy takes over what was retained, with all that is in it", async () => {
  expect(await deployAll()).toMatchObject({ exit: 0 });
  const dynamo = new DynamoDB(own());
  const secrets = new SecretsManager(own());
  await dynamo.putItem({ TableName, Item: { worldId: { S: "smallville" } } });
  const { SecretString: before } = await secrets.getSecretValue({ SecretId });
  expect(await destroyAll()).toMatchObject({ exit: 0 });

  const plan = await world.run(diff);
  expect(plan.stdout).toContain("table gworld-dev-Worlds");
  const again = await deployAll();
  expect(again.error).toBeUndefined();
  expect(again).toMatchObject({ exit: 0, result: { result: "deployed" } });
  for (const told of [
    `secret ${SecretId}`,
    `table ${TableName}`,
    `bucket ${bucket}`,
    "repository gworld-dev/agent-runtime",
  ])
    expect(again.stderr).toContain(told);
  expect(again.stderr).toContain("(retained by an earlier destroy)");
  expect(again.result).toMatchObject({
    stacks: expect.arrayContaining([
      { name: "gworld-dev-storage", action: "create", status: "UPDATE_COMPLETE", seconds: expect.any(Number) },
    ]),
  });

  const { Item } = await dynamo.getItem({ TableName, Key: { worldId: { S: "smallville" } } });
  expect(Item).toEqual({ worldId: { S: "smallville" } });
  expect((await secrets.getSecretValue({ SecretId })).SecretString).toBe(before);
  const { repositories = [] } = await new ECR(own()).describeRepositories({});
  expect(repositories.map(({ repositoryName }) => repositoryName)).toEqual(["gworld-dev/agent-runtime"]);
  expect(await deployAll()).toMatchObject({ exit: 0, result: { result: "unchanged" } });
});

test("nothing beyond the approved plan is asked about, and what guards the stacks is set again", async () => {
  const wide = {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
      },
    },
  };
  const security = world.content.get("security");
  world.content.set("security", { ...security, resources: { ...security?.resources, Wide: wide } });
  expect(await destroyAll()).toMatchObject({ exit: 0 });
  const again = await deployAll();
  expect(again).toMatchObject({ exit: 0 });
  expect(again.stderr).not.toContain("more than was approved");
  const stack = await world.connect().stacks(world.config.region).describe("gworld-dev-security");
  expect(stack).toMatchObject({ terminationProtection: true, status: "UPDATE_COMPLETE" });
});

test("what is taken over survives the failure of what comes with it, and the next deployment goes on", async () => {
  expect(await destroyAll()).toMatchObject({ exit: 0 });
  await world.breakResource({ logicalId: "StorageTopic", action: "create", reason: "out of luck" });
  expect(await deployAll()).toMatchObject({ exit: 1, error: { message: expect.stringContaining("out of luck") } });
  expect(await world.statusOf("storage")).toBe("UPDATE_ROLLBACK_COMPLETE");
  const { Item } = await new DynamoDB(own()).getItem({ TableName, Key: { worldId: { S: "smallville" } } });
  expect(Item).toBeDefined();
  await world.mend();
  expect(await deployAll()).toMatchObject({ exit: 0, result: { result: "deployed" } });
});

test("a secret and a key whose deletion is scheduled are taken back, and the plan says so", async () => {
  const keys = world.connect().leftovers(world.config.region);
  expect(await destroyAll()).toMatchObject({ exit: 0 });
  const [key] = await keys.keys(["gworld dev: data"]);
  const kms = new KMS(own());
  await kms.scheduleKeyDeletion({ KeyId: key?.physicalId ?? "", PendingWindowInDays: 7 });
  await new SecretsManager(own()).deleteSecret({ SecretId, RecoveryWindowInDays: 7 });
  const again = await deployAll();
  expect(again).toMatchObject({ exit: 0 });
  expect(again.stderr).toContain(`takes back the deletion of secret ${SecretId}, scheduled for`);
  const { KeyMetadata } = await kms.describeKey({ KeyId: key?.physicalId ?? "" });
  expect(KeyMetadata?.KeyState).toBe("Enabled");
  expect(await new SecretsManager(own()).describeSecret({ SecretId })).not.toHaveProperty("DeletedDate");
});

test("what cannot be taken over is named before anything is changed, with the command that makes room", async () => {
  expect(await destroyAll()).toMatchObject({ exit: 0 });
  const ecr = new ECR(own());
  await ecr.deleteRepository({ repositoryName: "gworld-dev/agent-runtime", force: true });
  await ecr.createRepository({ repositoryName: "gworld-dev/agent-runtime" });
  const dynamo = new DynamoDB(own());
  await dynamo.createTable({
    TableName: "gworld-dev-Agents",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "other", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "other", KeyType: "HASH" }],
  });
  const storage = world.content.get("storage");
  const { WorldsTable } = storage?.resources ?? {};
  const AgentsTable = { ...WorldsTable, Properties: { ...worldsKeys, TableName: "gworld-dev-Agents" } };
  world.content.set("storage", { ...storage, resources: { ...storage?.resources, AgentsTable } });
  const refused = await deployAll();
  expect(refused.exit).toBe(12);
  expect(refused.error?.message).toContain("repository gworld-dev/agent-runtime: its key is AWS's own");
  expect(refused.error?.message).toContain(
    "table gworld-dev-Agents: its key is other (S), and gworld's is worldId (S)",
  );
  expect(refused.error?.hint).toContain("aws ecr delete-repository --region us-east-1 --force");
  expect(await world.statusOf("network")).toBeUndefined();
  await ecr.deleteRepository({ repositoryName: "gworld-dev/agent-runtime", force: true });
  await dynamo.deleteTable({ TableName: "gworld-dev-Agents" });
  expect(await deployAll()).toMatchObject({ exit: 0 });
});

const worldsKeys = {
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "worldId", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "worldId", KeyType: "HASH" }],
};
