import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { tarBundles } from "../../src/main/bundles.ts";
import { GworldError } from "../../src/model/error.ts";
import { outlivedBy, stackParts } from "../../src/model/graph.ts";
import { lockTaken } from "../../src/model/lost-lock.ts";
import type { Outcome } from "../../src/model/revision.ts";
import type { RecordRevision } from "../../src/operations/journal.ts";
import type { RemoveStack } from "../../src/operations/remove-stack.ts";
import { applyDestroy, planDestroy } from "../../src/operations/destroy.ts";
import { deployWorld } from "../fakes/deploy-world.ts";
import { destroying } from "../fakes/destroying.ts";

const deployed = async (
  options: Parameters<typeof deployWorld>[0] = {},
  change?: (world: ReturnType<typeof deployWorld>) => void,
) => {
  const world = deployWorld(options);
  change?.(world);
  const { error } = await world.run(deploy, "--yes");
  expect(error).toBeUndefined();
  return world;
};

test("deletes against the graph, reports, records, and keeps the state backend", async () => {
  const world = await deployed();
  const { result } = await world.run(destroy, "--yes");
  expect(result).toMatchObject({
    env: "dev",
    stacks: stackParts.map((part) => ({ name: `gworld-dev-${part}`, status: "DELETE_COMPLETE" })),
    retained: [],
  });
  const order = world.cloud.calls
    .filter((call) => call.startsWith("delete "))
    .map((call) => /gworld-dev-(\w+)/.exec(call)?.[1]);
  for (const part of stackParts)
    for (const need of outlivedBy[part]) expect(order.indexOf(part)).toBeLessThan(order.indexOf(need));
  expect(world.cloud.stack("gworld-bootstrap")?.status).toBe("CREATE_COMPLETE");
  expect(world.state.revisions.at(-1)).toMatchObject({ result: "destroyed", revision: 2 });
});

test("what is not there is not asked about", async () => {
  const { result, error } = await deployWorld().run(destroy);
  expect(error).toBeUndefined();
  expect(result).toEqual({ env: "dev", stacks: [], retained: [] });
});

test("with nobody to ask nothing is deleted", async () => {
  const world = await deployed();
  expect((await world.run(destroy)).error).toMatchObject({ code: "refused" });
  expect(world.stacks()).toMatchObject({ network: "CREATE_COMPLETE", monitoring: "CREATE_COMPLETE" });
});

const protection = (world: ReturnType<typeof deployWorld>) =>
  void world.changes.set("storage", { terminationProtection: true });
test.each([
  { argv: ["--yes"], refused: true },
  { argv: ["--yes", "--confirm", "prod"], refused: true },
  { argv: ["--yes", "--confirm", "dev"], refused: false },
])("a protected stack wants the environment's name: $argv", async ({ argv, refused }) => {
  const world = await deployed({}, protection);
  const { error } = await world.run(destroy, ...argv);
  expect(error?.code).toBe(refused ? "refused" : undefined);
  expect(world.stacks()["storage"]).toBe(refused ? "CREATE_COMPLETE" : undefined);
});

test("a protected environment wants its name too", async () => {
  const world = await deployed({ config: { protected: true } });
  expect((await world.run(destroy, "--yes")).error).toMatchObject({ code: "refused" });
});

const bucket = "gworld-dev-storage-Files-1";
const files = (world: ReturnType<typeof deployWorld>) => {
  world.changes.set("storage", { resources: { Files: { Type: "AWS::S3::Bucket" } } });
  world.objects.buckets.set(bucket, new Map([["a", ""]]));
};

test("full buckets are refused by name, and emptied with --with-data", async () => {
  const world = await deployed({}, files);
  const { error } = await world.run(destroy, "--yes");
  expect(error).toMatchObject({
    code: "refused",
    message: expect.stringContaining(bucket),
    hint: expect.stringContaining("--with-data"),
  });
  expect(world.stacks()["monitoring"]).toBe("CREATE_COMPLETE");
  expect(await world.run(destroy, "--yes", "--with-data")).toMatchObject({ error: undefined });
  expect(world.objects.emptied).toEqual([bucket]);
});

test("a bucket that fills up while it is deleted is emptied again", async () => {
  const world = await deployed({}, files);
  world.cloud.failing.set("Files", "The bucket you tried to delete is not empty");
  expect(await world.run(destroy, "--yes", "--with-data")).toMatchObject({ error: undefined });
  expect(world.objects.emptied).toEqual([bucket, bucket]);
});

test("a folder that no snapshot can be written to is told before anything else is done", async () => {
  const world = await deployed();
  const data = Object.create(world.connection.data, { bundles: { value: tarBundles() } });
  const fences = () => [...world.locks.rows.values()].map(({ fence }) => fence);
  const before = fences();
  const argv = ["--yes", "--with-data", "--final-snapshots"];
  expect((await world.runOn({ ...world.connection, data }, destroy, ...argv, "/nowhere/at/all")).error).toMatchObject({
    code: "usage",
    message: expect.stringContaining("/nowhere/at/all: there is no such folder"),
  });
  expect(fences()).toEqual(before);
  expect(world.stacks()).toMatchObject({ network: "CREATE_COMPLETE", monitoring: "CREATE_COMPLETE" });
});

test("retained resources stay and are reported", async () => {
  const world = await deployed({}, ({ changes }) =>
    changes.set("storage", { resources: { Kept: { Type: "AWS::DynamoDB::Table", DeletionPolicy: "Retain" } } }),
  );
  expect(await world.run(destroy, "--yes")).toMatchObject({
    result: { retained: [{ stack: "gworld-dev-storage", logicalId: "Kept", type: "AWS::DynamoDB::Table" }] },
  });
});

test("a resource in the way is told, the rest goes, and the next run goes on", async () => {
  const world = await deployed();
  world.cloud.failing.set("SecurityMain", "the key is in use");
  const { error } = await world.run(destroy, "--yes");
  expect(error).toMatchObject({ code: "failed", hint: expect.stringContaining("gworld destroy --env dev") });
  expect(error?.message).toContain("SecurityMain (AWS::KMS::Key): the key is in use");
  expect(world.stacks()).toMatchObject({ security: "DELETE_FAILED", compute: undefined, network: undefined });
  expect(await world.run(destroy, "--yes")).toMatchObject({ result: { stacks: [{ name: "gworld-dev-security" }] } });
});

test("a destroy that stops half way leaves no service without its tables", async () => {
  const world = await deployed();
  world.cloud.failing.set("MonitoringMain", "the alarm is in use");
  expect((await world.run(destroy, "--yes")).error).toMatchObject({ code: "failed" });
  expect(world.stacks()).toMatchObject({
    monitoring: "DELETE_FAILED",
    compute: "CREATE_COMPLETE",
    storage: "CREATE_COMPLETE",
  });
});

test("a deployment that goes on is waited for, a stack being created is deleted", async () => {
  const world = deployWorld({ takes: () => 20_000 });
  const [, { error }] = await Promise.all([
    world.run(deploy, "--yes", "--stack", "network"),
    world.clock.wait(5_000).then(() => world.run(destroy, "--yes", "--wait")),
  ]);
  expect(error).toBeUndefined();
  expect(world.stacks()["network"]).toBeUndefined();
});

test("Ctrl-C tells what could not be deleted before it", async () => {
  const world = await deployed({ takes: (type) => (type === "AWS::CloudFront::Distribution" ? 60_000 : 1_000) });
  world.cloud.failing.set("MonitoringMain", "the topic is in use");
  world.cloud.on("delete", (call) => {
    if (call.includes("-edge/")) void world.clock.wait(20_000).then(() => world.interruption.abort());
  });
  const { error } = await world.run(destroy, "--yes");
  expect(error).toMatchObject({ code: "interrupted", message: expect.stringContaining("the topic is in use") });
  expect(world.state.revisions).toMatchObject([
    { result: "deployed" },
    { result: "interrupted", cause: expect.stringContaining("the topic is in use") },
  ]);
});

test("whoever goes on with an interrupted destroy as told keeps the worlds that the first run was to keep", async () => {
  const world = await deployed({ takes: (type) => (type === "AWS::CloudFront::Distribution" ? 60_000 : 1_000) });
  const bundles = { checkFolder: async () => undefined };
  const data = Object.create(world.connection.data, { bundles: { value: bundles } });
  world.cloud.on("delete", (call) => {
    if (call.includes("-edge/")) void world.clock.wait(20_000).then(() => world.interruption.abort());
  });
  const argv = ["--yes", "--confirm", "dev", "--purge", "--with-data", "--final-snapshots", "my worlds"];
  const { error } = await world.runOn({ ...world.connection, data }, destroy, ...argv);
  expect(error).toMatchObject({
    code: "interrupted",
    hint: expect.stringContaining("gworld destroy --env dev --purge --with-data --final-snapshots 'my worlds'"),
  });
});

/** What a destroy needs of a world in which it finds these stacks. */

test("a plan with full buckets is not carried out, whoever asks", async () => {
  const world = await deployed({}, files);
  const refused = () => Promise.reject(new Error("nothing is deleted or waited for"));
  const ports = { ...destroying(world, ["storage"]), remove: refused, record: refused };
  const plan = await planDestroy(ports, { withData: false, discardWorlds: false, keepsWorlds: false });
  await expect(applyDestroy(ports, plan)).rejects.toMatchObject({ code: "refused" });
  expect(world.objects.emptied).toEqual([]);
});

test("without its lock a destroy calls going only what it has asked for, and the rest not begun", async () => {
  const world = await deployed();
  const lost = new AbortController();
  const remove: RemoveStack = async (_, { name }) => {
    lost.abort();
    throw name.endsWith("-edge") ? new GworldError("interrupted", `${name} goes on`, { hint: "" }) : lockTaken();
  };
  const outcomes: Outcome[] = [];
  const record: RecordRevision = async (outcome) => outcomes.push(outcome);
  const ports = {
    ...destroying(world, ["network", "edge", "monitoring"]),
    remove,
    record,
    lost: lost.signal,
    signal: lost.signal,
  };
  const plan = await planDestroy(ports, { withData: false, discardWorlds: false, keepsWorlds: false });
  await expect(applyDestroy(ports, plan)).rejects.toMatchObject({
    code: "lockLost",
    message: "CloudFormation goes on with gworld-dev-edge. Not begun: gworld-dev-network, gworld-dev-monitoring.",
  });
  expect(ports.undertaking.begun().map(({ name }) => name)).toContain("gworld-dev-monitoring");
  expect(outcomes).toMatchObject([
    { stacks: [{ name: "gworld-dev-edge" }], notBegun: ["gworld-dev-network", "gworld-dev-monitoring"] },
  ]);
});

const worldsTable = "gworld-dev-Worlds";

test("what an earlier run has left is found by its name, with how it is taken over again and how it is removed", async () => {
  const world = deployWorld();
  world.vitals.described.set(worldsTable, {});
  const bucketId = "gworld-dev-snapshots-123456789012-us-east-1";
  world.objects.buckets.set(bucketId, new Map());
  const { result, io } = await world.run(destroy);
  expect(result).toEqual({
    env: "dev",
    stacks: [],
    retained: [
      {
        stack: "gworld-dev-storage",
        logicalId: "WorldsTable",
        physicalId: worldsTable,
        type: "AWS::DynamoDB::Table",
        remove: `aws dynamodb delete-table --region us-east-1 --table-name ${worldsTable}`,
      },
      expect.objectContaining({ logicalId: "SnapshotsBucket", physicalId: bucketId }),
    ],
  });
  expect(io.stdout()).toContain("To go on with it, with all that is in it: gworld deploy --env dev");
});
