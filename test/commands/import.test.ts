import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { importCommand } from "../../src/commands/import.ts";
import { deployWorld, type DeployWorld } from "../fakes/deploy-world.ts";
import { rejected } from "../fakes/stacks.ts";

const tableName = "gworld-dev-Worlds";
const declared = {
  Type: "AWS::DynamoDB::Table",
  Properties: {
    TableName: tableName,
    AttributeDefinitions: [{ AttributeName: "worldId", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "worldId", KeyType: "HASH" }],
    SSESpecification: { SSEEnabled: true },
  },
};
const wish = `storage/WorldsTable=${tableName}`;
const worldId = { name: "worldId", role: "HASH", type: "S" } as const;

/** An environment whose templates declare a table that exists already, outside any stack. */
function world(options: Parameters<typeof deployWorld>[0] = {}): DeployWorld {
  const made = deployWorld(options);
  made.vitals.described.set(tableName, { key: [worldId] });
  return made;
}
const declare = (made: DeployWorld) =>
  made.changes.set("storage", {
    resources: {
      WorldsTable: declared,
      Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: { "Fn::Sub": "b-${AWS::AccountId}" } } },
      Service: { Type: "AWS::ECS::Service", Properties: {} },
      Secret: { Type: "AWS::SecretsManager::Secret", Properties: { Name: "mine", KmsKeyId: { Ref: "Key" } } },
      Topic: { Type: "AWS::SNS::Topic", Properties: {} },
    },
  });

async function deployed(options: Parameters<typeof deployWorld>[0] = {}): Promise<DeployWorld> {
  const made = world(options);
  expect((await made.run(deploy, "--yes")).error).toBeUndefined();
  declare(made);
  made.cloud.calls.length = 0;
  return made;
}

const resourcesOf = (body: string | undefined): Record<string, unknown> => JSON.parse(body ?? "{}").Resources;

test("a table is taken over by its stack as it is, under the lock, and written into the journal", async () => {
  const made = await deployed();
  const before = resourcesOf(made.cloud.stack("gworld-dev-storage")?.body);
  const { result, error, io } = await made.run(importCommand, wish, "--yes");
  expect(error).toBeUndefined();
  expect(result).toEqual({
    env: "dev",
    imported: [
      { stack: "gworld-dev-storage", logicalId: "WorldsTable", type: "AWS::DynamoDB::Table", physicalId: tableName },
    ],
    refused: [],
  });
  expect(made.imports.asked[0]?.resources).toMatchObject([
    { logicalId: "WorldsTable", identifier: { TableName: tableName } },
  ]);
  const { WorldsTable: taken, ...others } = resourcesOf(made.cloud.stack("gworld-dev-storage")?.body);
  expect(others).toEqual(before);
  expect(taken).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
  expect(JSON.stringify(taken)).not.toContain("SSESpecification");
  expect(made.cloud.changeSets.size).toBe(0);
  expect([...made.state.operations.values()].at(-1)).toMatchObject({ command: "import", state: "succeeded" });
  expect([...made.locks.rows.values()]).toEqual([expect.objectContaining({ state: "FREE" })]);
  expect(io.stdout()).toContain("gworld diff --env dev");
});

test("where there is no stack the import makes one of tables and buckets, and a deployment completes it", async () => {
  const made = world();
  declare(made);
  made.objects.buckets.set("b-123456789012", new Map());
  await made.run(deploy, "--yes", "--stack", "network", "security");
  const { result, error } = await made.run(importCommand, wish, "storage/Bucket=b-123456789012", "--yes");
  expect(error).toBeUndefined();
  expect(result).toMatchObject({ imported: [{ logicalId: "WorldsTable" }, { logicalId: "Bucket" }] });
  expect(Object.keys(resourcesOf(made.cloud.stack("gworld-dev-storage")?.body))).toEqual(["WorldsTable", "Bucket"]);
  expect(await made.run(deploy, "--yes", "--stack", "storage")).toMatchObject({ result: { result: "deployed" } });
  expect(Object.keys(resourcesOf(made.cloud.stack("gworld-dev-storage")?.body))).toContain("StorageMain");
});

test.each<{ what: string; argv: readonly string[]; says: string; change?: (made: DeployWorld) => unknown }>([
  {
    what: "another name",
    argv: ["storage/WorldsTable=worlds"],
    says: "it is called worlds, and gworld's WorldsTable is gworld-dev-Worlds",
  },
  {
    what: "another key",
    argv: [wish],
    says: "its key is id (S), and gworld's is worldId (S)",
    change: ({ vitals }) => vitals.described.set(tableName, { key: [{ ...worldId, name: "id" }] }),
  },
  {
    what: "no such table",
    argv: [wish],
    says: "there is no such table",
    change: ({ vitals }) => vitals.described.set(tableName, undefined),
  },
  {
    what: "a table that is going",
    argv: [wish],
    says: "the table is DELETING",
    change: ({ vitals }) => vitals.described.set(tableName, { status: "DELETING", key: [worldId] }),
  },
  { what: "no such bucket", argv: ["storage/Bucket=b-123456789012"], says: "there is no such bucket" },
  { what: "what the stack has already", argv: ["storage/StorageMain=x"], says: "has its StorageMain already" },
  { what: "what is not declared", argv: ["storage/WorldTable=x"], says: "Did you mean WorldsTable?" },
  {
    what: "a type that cannot be imported",
    argv: ["storage/Topic=x"],
    says: "cannot import a resource of type AWS::SNS::Topic",
  },
  {
    what: "another secret",
    argv: ["storage/Secret=arn:aws:secretsmanager:r:1:secret:other-a1b2c3"],
    says: "it is not the secret mine",
  },
  { what: "half an identifier", argv: ["storage/Service=x"], says: "identified by ServiceArn|Cluster" },
])("$what is refused with the reason, and nothing is changed", async ({ argv, says, change }) => {
  const made = await deployed();
  change?.(made);
  const { error } = await made.run(importCommand, ...argv, "--yes");
  expect(error).toMatchObject({ code: "refused", message: expect.stringContaining(says) });
  expect(made.cloud.calls.filter((call) => /^(?:importSet|execute|delete|create) /.test(call))).toEqual([]);
});

test("a secret is told what stands alone of its declaration, so that its value is never made anew", async () => {
  const made = await deployed();
  const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:mine-a1b2c3";
  expect((await made.run(importCommand, `storage/Secret=${arn}`, "--yes")).error).toBeUndefined();
  const { Secret: taken } = resourcesOf(made.imports.asked[0]?.body);
  expect(taken).toMatchObject({ Properties: { Name: "mine" } });
  expect(JSON.stringify(taken)).not.toContain("KmsKeyId");
});

test("a table that lacks more indexes than one deployment can make is adopted with a warning", async () => {
  const made = await deployed();
  const indexes = ["byOwner", "byStatus"].map((IndexName) => ({ IndexName }));
  const properties = { ...declared.Properties, GlobalSecondaryIndexes: indexes };
  made.changes.set("storage", { resources: { WorldsTable: { ...declared, Properties: properties } } });
  const { error, io } = await made.run(importCommand, wish, "--yes");
  expect(error).toBeUndefined();
  expect(io.stderr()).toContain("it lacks the indexes byOwner and byStatus");
});

test("with nobody to ask nothing is imported, and nothing to import is a usage error", async () => {
  const made = await deployed();
  expect((await made.run(importCommand, wish)).error).toMatchObject({ code: "refused" });
  expect(made.imports.asked).toEqual([]);
  expect((await made.run(importCommand, "--yes")).error).toMatchObject({ code: "usage" });
});

test("an import that would do more is given up, and leaves neither change set nor empty stack", async () => {
  const made = world();
  declare(made);
  made.imports.besides.push({ action: "Modify", logicalId: "Other" });
  const { error } = await made.run(importCommand, wish, "--yes");
  expect(error).toMatchObject({ code: "refused", message: expect.stringContaining("Modify Other") });
  expect(made.cloud.changeSets.size).toBe(0);
  expect(made.cloud.stack("gworld-dev-storage")).toBeUndefined();
});

test("a first import that CloudFormation cannot work out leaves no empty stack", async () => {
  const made = world();
  declare(made);
  made.imports.refusals.push(rejected("ValidationError", "the identifier is no good"));
  await expect(made.run(importCommand, wish, "--yes")).resolves.toMatchObject({
    error: { message: expect.stringContaining("no good") },
  });
  expect(made.cloud.stack("gworld-dev-storage")).toBeUndefined();
});

test("an import whose stack's events cannot be read leaves no change set", async () => {
  const made = await deployed();
  made.cloud.lose("events", rejected("AccessDenied", "no DescribeStackEvents", "denied"));
  await expect(made.run(importCommand, wish, "--yes")).resolves.toMatchObject({
    error: { message: expect.stringContaining("no DescribeStackEvents") },
  });
  expect(made.cloud.calls).toContain("importSet gworld-dev-storage");
  expect(made.cloud.changeSets.size).toBe(0);
});

test("what an import that was cut off has left empty is cleared away, and the next one converges", async () => {
  const made = world();
  declare(made);
  made.cloud.put("gworld-dev-storage", { status: "REVIEW_IN_PROGRESS" });
  expect((await made.run(importCommand, wish, "--yes")).error).toBeUndefined();
  expect((await made.run(importCommand, wish, "--yes")).error).toMatchObject({
    message: expect.stringContaining("already"),
  });
  const taken = await made.run(importCommand, "storage/WorldsTable=gworld-dev-storage-WorldsTable-1");
  expect(taken).toMatchObject({ code: undefined, error: undefined, result: { imported: [], refused: [] } });
});

test("an import that fails tells the cause and what to do", async () => {
  const made = await deployed();
  made.cloud.failing.set("WorldsTable", "the table is in use");
  const { error } = await made.run(importCommand, wish, "--yes");
  expect(error).toMatchObject({ code: "failed", message: expect.stringContaining("the table is in use") });
  expect(made.cloud.stack("gworld-dev-storage")?.status).toBe("UPDATE_ROLLBACK_COMPLETE");
});

const state = (name: string) =>
  JSON.stringify({
    version: 4,
    resources: [
      {
        mode: "managed",
        type: "aws_dynamodb_table",
        name: "worlds",
        instances: [{ attributes: { name, hash_key: "worldId" } }],
      },
      {
        mode: "managed",
        type: "aws_dynamodb_table",
        name: "locks",
        instances: [{ attributes: { name: "l", hash_key: "LockID" } }],
      },
    ],
  });

test("of a Terraform state what fits is imported, and the rest is told with the reason", async () => {
  const made = await deployed();
  made.files.set("state.json", state(tableName));
  const { result, error } = await made.run(importCommand, "--from-terraform", "state.json", "--yes");
  expect(error).toBeUndefined();
  expect(result).toMatchObject({
    imported: [{ physicalId: tableName }],
    refused: [
      { physicalId: "l", from: "aws_dynamodb_table.locks", reason: expect.stringContaining("locks Terraform") },
    ],
  });
});

test("a Terraform state of which nothing fits ends with 12, and says why", async () => {
  const made = await deployed();
  made.files.set("state.json", state("worlds-dev"));
  const { result, code, io } = await made.run(importCommand, "--from-terraform", "state.json", "--yes");
  expect(code).toBe("refused");
  expect(result).toMatchObject({ imported: [], refused: [{ from: "aws_dynamodb_table.worlds" }, {}] });
  expect(io.stdout()).toContain("Nothing to import. dev is as it was.");
  expect(made.imports.asked).toEqual([]);
});

test("what has changed in the table since the state was written is found before anything is done", async () => {
  const made = await deployed();
  made.files.set("state.json", state(tableName));
  made.vitals.described.set(tableName, { key: [{ ...worldId, type: "N" }] });
  const { result, code } = await made.run(importCommand, "--from-terraform", "state.json", "--yes");
  expect(code).toBe("refused");
  expect(result).toMatchObject({ refused: [{}, { reason: expect.stringContaining("worldId (N)") }] });
});
