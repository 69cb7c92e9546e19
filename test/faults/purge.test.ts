import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { ECR } from "@aws-sdk/client-ecr";
import { KMS } from "@aws-sdk/client-kms";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { keptResources } from "../../src/model/leftovers.ts";
import { localCredentials } from "../../src/model/local-credentials.ts";
import { stateBucketName, stateTableName } from "../../src/model/names.ts";
import type { Connection } from "../../src/ports/connection.ts";
import { faultWorld, type FaultWorld } from "./fault-world.ts";
import { dataStacks } from "./left-data.ts";
import { somebodyElse } from "./somebody-else.ts";

let world: FaultWorld;
beforeAll(async () => {
  world = await faultWorld({ config: { retainData: true } });
  fill("dev-2");
  const { exit, stderr } = await deployData(() => world.connect({ name: "dev-2" }));
  if (exit !== 0) throw new Error(stderr);
});
beforeEach(() => fill("dev"));
afterAll(() => world.stop());

/** The stacks that hold data, and what they need. */
const deployData = (to?: () => Connection) =>
  world.start(deploy, ["--yes", "--stack", "network", "security", "storage", "compute"], to).ending;

function fill(environment: string) {
  world.content.clear();
  for (const [part, content] of dataStacks(environment)) world.content.set(part, content);
}

const account = "000000000000";
const own = () => ({ region: world.config.region, endpoint: world.endpoint, credentials: localCredentials });
const purge = (...more: string[]) => world.run(destroy, "--yes", "--confirm", "dev", "--purge", ...more);
const bucket = `gworld-dev-snapshots-${account}-us-east-1`;

const mediaType = "application/vnd.docker.distribution.manifest.v2+json";

/** What is there of an environment, by its names and its keys that are not on their way out. */
async function there(environment: string): Promise<readonly string[]> {
  const { region } = world.config;
  const services = world.connect().leftovers(region);
  const declared = keptResources({ environment, account, region });
  const found = await Promise.all(declared.map(async ({ type, name }) => (await services.find(type, name)) && name));
  const keys = await services.keys(declared.map(({ name }) => name));
  return [...found, ...keys.filter(({ goesAt }) => goesAt === undefined).map(({ description }) => description)]
    .filter((name) => name !== undefined)
    .toSorted();
}

test("a purge deletes what a destroy retains, after listing it, and leaves what is another's", async () => {
  const neighbour = await there("dev-2");
  expect(neighbour).toHaveLength(6);
  expect(await deployData()).toMatchObject({ exit: 0 });
  await world.connect().objects("us-east-1").putOnce(bucket, "one", "first");
  await new ECR(own()).putImage({
    repositoryName: "gworld-dev/agent-runtime",
    imageTag: "v1",
    imageManifest: JSON.stringify({ schemaVersion: 2, mediaType, layers: [] }),
  });
  await new DynamoDB(own()).updateTable({ TableName: "gworld-dev-Worlds", DeletionProtectionEnabled: true });
  const doomed = await there("dev");
  expect(doomed).toHaveLength(6);

  const unnamed = await world.run(destroy, "--yes", "--purge");
  expect(unnamed).toMatchObject({ exit: 12, error: { hint: expect.stringContaining("--confirm dev") } });
  expect(await there("dev")).toEqual(doomed);
  const done = await purge();
  expect(done.error).toBeUndefined();
  for (const name of doomed) expect(done.stderr).toContain(name);
  expect(done.stderr).toContain(`bucket ${bucket} with all objects and versions`);
  expect(done.stderr).not.toContain("stays");
  expect(done.stderr).toContain("table gworld-dev-Worlds with all items, its deletion protection is switched off");
  expect(done).toMatchObject({ exit: 0, result: { retained: [], purged: expect.any(Array) } });
  expect(await there("dev")).toEqual([]);

  expect(await there("dev-2")).toEqual(neighbour);
  expect(done.stderr).not.toContain("dev-2");
  const connection = world.connect();
  expect(await connection.tables.describe(stateTableName)).toBeDefined();
  expect(await connection.objects("us-east-1").bucketExists(stateBucketName(account, "us-east-1"))).toBe(true);
});

test("of an environment that is destroyed already it purges what is left, secrets on their way out too", async () => {
  expect(await deployData()).toMatchObject({ exit: 0 });
  expect(await world.run(destroy, "--yes", "--confirm", "dev")).toMatchObject({ exit: 0 });
  const secrets = new SecretsManager(own());
  await secrets.deleteSecret({ SecretId: "gworld/dev/redis", RecoveryWindowInDays: 7 });
  expect((await there("dev")).length).toBe(6);
  const done = await purge();
  expect(done).toMatchObject({ exit: 0, result: { stacks: [], retained: [] } });
  expect(done.stdout).toContain("Purged. dev has no stacks.");
  expect(await there("dev")).toEqual([]);
  const keys = await world.connect().leftovers("us-east-1").keys(["gworld dev: data"]);
  const days = keys.map(({ goesAt = 0 }) => Math.round((goesAt - world.clock.now()) / 86_400_000));
  expect(new Set(days)).toEqual(new Set([7]));
  expect(await purge()).toMatchObject({ exit: 0, result: { stacks: [], retained: [] } });
});

test("worlds that live keep an environment from being purged, until they may go", async () => {
  expect(await deployData()).toMatchObject({ exit: 0 });
  const Item = { worldId: { S: "smallville" }, status: { S: "active" }, tick: { N: "7" } };
  await new DynamoDB(own()).putItem({ TableName: "gworld-dev-Worlds", Item });
  const refused = await purge();
  expect(refused).toMatchObject({ exit: 12, error: { message: expect.stringContaining("smallville") } });
  expect(refused.error?.hint).toContain("gworld destroy --env dev --purge --with-data");
  expect(await world.statusOf("storage")).toBe("CREATE_COMPLETE");
  expect(await purge("--with-data")).toMatchObject({ exit: 12 });
  expect(await purge("--with-data", "--discard-worlds")).toMatchObject({ exit: 0 });
  expect(await there("dev")).toEqual([]);
});

test("what has the environment's name and belongs to somebody else's stack, or bears no tag of ours, stays", async () => {
  const kms = new KMS(own());
  const { KeyMetadata } = await kms.createKey({ Description: "gworld dev: data" });
  const Group = { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/gworld/dev/agent-runtime" } };
  const other = somebodyElse(world);
  await other.createStack({ StackName: "theirs", TemplateBody: JSON.stringify({ Resources: { Group } }) });
  await expect.poll(() => there("dev"), { timeout: 10_000 }).toContain("/gworld/dev/agent-runtime");
  const done = await purge();
  expect(done).toMatchObject({ exit: 0, result: { stacks: [] } });
  expect(await there("dev")).toEqual(["/gworld/dev/agent-runtime", "gworld dev: data"]);
  const { KeyMetadata: still } = await kms.describeKey({ KeyId: KeyMetadata?.KeyId ?? "" });
  expect(still?.KeyState).toBe("Enabled");
});

test("another account is refused before anything is looked at", async () => {
  await world.forgetCalls();
  const to = () => world.connect({ account: "999999999999" });
  const refused = await world.start(destroy, ["--yes", "--confirm", "dev", "--purge"], to).ending;
  expect(refused.exit).toBe(4);
  const calls = await world.calls();
  expect(calls.filter(({ service }) => service !== "sts")).toEqual([]);
});

test("a vault and the final snapshot of a cache, which a purge leaves, are told with what removes them", async () => {
  const vault = { BackupVaultName: "gworld-dev" };
  const cache = { ReplicationGroupId: "gworld-dev", ReplicationGroupDescription: "sessions", NumCacheClusters: 1 };
  world.content.set("network", {
    resources: {
      BackupVault: { Type: "AWS::Backup::BackupVault", DeletionPolicy: "Retain", Properties: vault },
      Redis: { Type: "AWS::ElastiCache::ReplicationGroup", DeletionPolicy: "Snapshot", Properties: cache },
    },
  });
  expect(await world.run(deploy, "--yes", "--stack", "network")).toMatchObject({ exit: 0 });
  const done = await purge();
  const at = "--region us-east-1";
  expect(done).toMatchObject({
    exit: 0,
    result: {
      retained: expect.arrayContaining([
        expect.objectContaining({
          type: "AWS::Backup::BackupVault",
          remove: expect.stringContaining(`aws backup delete-backup-vault ${at} --backup-vault-name `),
        }),
        expect.objectContaining({
          type: "AWS::ElastiCache::Snapshot",
          remove: expect.stringContaining(`aws elasticache describe-snapshots ${at} --replication-group-id gworld-dev`),
        }),
      ]),
    },
  });
  expect(done.stdout).toContain("To delete what a purge leaves:");
});
