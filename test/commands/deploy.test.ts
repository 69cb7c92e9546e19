import { expect, test } from "vitest";
import { destroy } from "../../src/commands/destroy.ts";
import { diff } from "../../src/commands/diff.ts";
import { deploy } from "../../src/commands/deploy.ts";
import { stackParts, upstream } from "../../src/model/graph.ts";
import { textAt } from "../../src/model/json.ts";
import type { OperationEvent } from "../../src/model/operation-events.ts";
import { deployWorld } from "../fakes/deploy-world.ts";
import { rejected } from "../fakes/stacks.ts";

const starts = (calls: readonly string[]) =>
  calls.filter((call) => /^(?:create|execute|delete) /.test(call)).map((call) => /gworld-dev-(\w+)/.exec(call)?.[1]);

test("a first deployment creates seven stacks along the graph, without a change set, and records it", async () => {
  const world = deployWorld();
  const { result, error } = await world.run(deploy, "--yes");
  expect(error).toBeUndefined();
  expect(result).toMatchObject({
    env: "dev",
    result: "deployed",
    revision: 1,
    stacks: stackParts.map((part) => ({ name: `gworld-dev-${part}`, action: "create", status: "CREATE_COMPLETE" })),
  });
  expect(world.cloud.calls.filter((call) => call.startsWith("changeSet"))).toEqual([]);
  const order = starts(world.cloud.calls);
  for (const part of stackParts)
    for (const need of upstream[part]) expect(order.indexOf(need)).toBeLessThan(order.indexOf(part));
  expect(world.state.revisions).toMatchObject([
    { revision: 1, result: "deployed", by: expect.stringContaining("user/dev") },
  ]);
  expect(world.cloud.stack("gworld-dev-compute")?.tags).toEqual({
    "gworld:app": "gworld",
    "gworld:env": "dev",
    "gworld:stack": "compute",
    "gworld:managed-by": "gworld",
  });
});

test("upstream outputs arrive as parameters", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  expect(world.cloud.stack("gworld-dev-compute")?.parameters).toMatchObject({
    NetworkId: "gworld-dev-network-NetworkMain-1",
    SecurityId: "gworld-dev-security-SecurityMain-1",
  });
});

test("a second deployment finds everything unchanged by one DescribeStacks a stack", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.cloud.calls.length = 0;
  const { result } = await world.run(deploy);
  expect(result).toMatchObject({ result: "unchanged", revision: 1 });
  expect(world.cloud.calls.sort()).toEqual(
    ["gworld-bootstrap", ...stackParts.map((part) => `gworld-dev-${part}`)].map((name) => `describe ${name}`).sort(),
  );
  expect(world.state.revisions).toHaveLength(1);
});

test("a changed stack is updated by its change set, the others are left alone", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  const { result } = await world.run(deploy, "--yes");
  expect(result).toMatchObject({
    result: "deployed",
    revision: 2,
    stacks: stackParts.map((part) => ({ action: part === "api" ? "update" : "unchanged" })),
  });
  expect(world.cloud.changeSets.size).toBe(0);
});

test.each([
  { answer: false, code: "refused" },
  { answer: undefined, code: "refused" },
])("answer $answer changes nothing and leaves no change set behind", async ({ answer }) => {
  const world = deployWorld(answer === undefined ? {} : { answer });
  await world.run(deploy, "--yes");
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  const before = world.cloud.stack("gworld-dev-api")?.body;
  const { code, error } = await world.run(deploy);
  expect(error?.code ?? code).toBe("refused");
  expect(world.cloud.stack("gworld-dev-api")?.body).toBe(before);
  expect(world.cloud.changeSets.size).toBe(0);
});

test("a replaced upstream resource reaches the stacks downstream in the same run", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("network", {
    resources: { NetworkMain: { Type: "AWS::EC2::VPC", Properties: { FixedCidr: "10.9.0.0/16" } } },
  });
  const { result, error, io } = await world.run(deploy, "--yes");
  expect(error).toBeUndefined();
  expect(result).toMatchObject({ result: "deployed" });
  expect(world.cloud.stack("gworld-dev-compute")?.parameters).toMatchObject({
    NetworkId: "gworld-dev-network-NetworkMain-2",
  });
  expect(io.stderr()).toContain("change more than was approved");
  expect(world.cloud.changeSets.size).toBe(0);
});

test("stacks downstream start while old resources upstream are still being deleted", async () => {
  const world = deployWorld({ cleanupTakes: 60_000 });
  await world.run(deploy, "--yes");
  world.changes.set("network", {
    resources: { NetworkMain: { Type: "AWS::EC2::VPC", Properties: { FixedCidr: "10.9.0.0/16" } } },
  });
  const from = world.clock.now();
  const { result } = await world.run(deploy, "--yes");
  expect(result).toMatchObject({
    stacks: expect.arrayContaining([expect.objectContaining({ status: "UPDATE_COMPLETE" })]),
  });
  // network, compute, api, edge one after the other would wait for four clean-ups.
  expect(world.clock.now() - from).toBeLessThan(2 * 60_000);
});

test("a released image is kept although the template's default is another", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  const compute = world.cloud.stack("gworld-dev-compute");
  if (compute) compute.parameters = { ...compute.parameters, AgentRuntimeImage: "released:7" };
  world.changes.set("compute", { resources: { Extra: { Type: "AWS::Logs::LogGroup" } } });
  await world.run(deploy, "--yes");
  expect(world.cloud.stack("gworld-dev-compute")?.parameters).toMatchObject({ AgentRuntimeImage: "released:7" });
});

test("an image nobody released follows the template", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("compute", { parameters: { AgentRuntimeImage: { Type: "String", Default: "starter:2" } } });
  await world.run(deploy, "--yes");
  const stack = await world.cloud.stacks.describe("gworld-dev-compute");
  expect(stack?.parameters["AgentRuntimeImage"]).toBe("starter:2");
});

test("a selection needs what it builds on", async () => {
  const world = deployWorld();
  const { error } = await world.run(deploy, "--yes", "--stack", "storage");
  expect(error).toMatchObject({
    code: "notFound",
    message: expect.stringContaining("gworld-dev-network and gworld-dev-security"),
  });
  await world.run(deploy, "--yes", "--stack", "network", "security");
  expect(await world.run(deploy, "--yes", "--stack", "storage")).toMatchObject({
    result: { stacks: [{ name: "gworld-dev-storage", action: "create" }] },
  });
});

test("a mistyped stack gets the nearest name", async () => {
  const { error } = await deployWorld().run(deploy, "--stack", "netwrok");
  expect(error).toMatchObject({ code: "notFound", hint: "Did you mean network?" });
});

test.each(["dev", "local"])(
  "a target that is not prepared is said with what to type, though called %s",
  async (name) => {
    const world = deployWorld({ bootstrapped: false, config: { name } });
    const { error } = await world.run(deploy, "--yes");
    expect(error).toMatchObject({ code: "notFound", hint: expect.stringContaining(`gworld bootstrap --env ${name}`) });
    expect(world.cloud.stack("gworld-bootstrap")).toBeUndefined();
  },
);

test.each([
  { version: "9", hint: "Update gworld" },
  { version: "0", hint: "gworld bootstrap --env dev" },
])("over a state backend of version $version nothing is changed, but read: $hint", async ({ version, hint }) => {
  const world = deployWorld({ bootstrapped: false });
  world.cloud.put("gworld-bootstrap", { status: "CREATE_COMPLETE", outputs: { Version: version } });
  const { error } = await world.run(deploy, "--yes");
  expect(error).toMatchObject({ code: "refused", hint: expect.stringContaining(hint) });
  expect(world.cloud.stack("gworld-dev-network")).toBeUndefined();
  expect((await world.run(diff)).error).toBeUndefined();
});

test("the local cloud prepares itself, whatever the environment in it is called", async () => {
  const world = deployWorld({ bootstrapped: false, local: true, config: { name: "qa" } });
  expect(await world.run(deploy, "--yes")).toMatchObject({ result: { env: "qa", result: "deployed" } });
  expect(world.cloud.stack("gworld-bootstrap")?.status).toBe("CREATE_COMPLETE");
});

test("templates above the inline limit go through the state bucket once", async () => {
  const world = deployWorld();
  const filler = { Type: "AWS::SNS::Topic", Properties: { DisplayName: "x".repeat(52_000) } };
  world.changes.set("monitoring", { resources: { Large: filler } });
  world.cloud.on("create", () => {
    for (const [bucket, keys] of world.objects.buckets)
      for (const [key, body] of keys) world.cloud.templates.set(world.objects.port.url(bucket, key), body);
  });
  expect(await world.run(deploy, "--yes")).toMatchObject({ result: { result: "deployed" } });
  const keys = [...(world.objects.buckets.get("gworld-state-123456789012-us-east-1")?.keys() ?? [])];
  expect(keys.filter((key) => /^templates\/dev\/[0-9a-f]{64}\.json$/.test(key))).toHaveLength(7);
});

test("history that cannot be written is a warning", async () => {
  const world = deployWorld();
  world.state.writeFailures.push(...Array.from({ length: 9 }, () => rejected("Any", "table is gone")));
  const { result, io } = await world.run(deploy, "--yes");
  expect(result).toMatchObject({ result: "deployed", revision: null });
  expect(io.warnings).toEqual([expect.stringContaining("table is gone")]);
});

test("termination protection that is missing is switched on without a change set", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("storage", { terminationProtection: true });
  expect(await world.run(deploy, "--yes")).toMatchObject({ result: { result: "deployed" } });
  expect(world.cloud.stack("gworld-dev-storage")?.terminationProtection).toBe(true);
  expect(world.cloud.calls.filter((call) => call.startsWith("changeSet"))).toEqual([]);
});
test("what a deployment took is remembered, and says how long the next one will take", async () => {
  const world = deployWorld({ takes: (type) => (type === "AWS::DynamoDB::Table" ? 200_000 : 10_000) });
  const first = await world.run(deploy, "--yes");
  expect(first.io.stderr()).toMatch(/Time: about \d+ min.*longest: .*\(by what AWS usually takes\)/);
  expect(first.result).toMatchObject({ criticalPath: { stacks: [expect.anything(), { name: "gworld-dev-storage" }] } });
  const [operation] = world.state.operations.values();
  const storage = operation?.timings?.find(({ stack }) => stack === "gworld-dev-storage");
  expect(storage).toMatchObject({ action: "create", slowest: [{ logicalId: "StorageMain", seconds: 200 }] });

  await world.run(destroy, "--yes", "--with-data");
  const second = await world.run(deploy, "--yes");
  const forecast = second.io.events.find(isPlanned)?.forecast;
  expect(forecast).toMatchObject({ measured: true, path: ["network", "storage"] });
  const took = world.state.revisions.at(-1)?.seconds ?? 0;
  expect(Math.abs((forecast?.seconds ?? 0) - took)).toBeLessThanOrEqual(10);
  expect(second.io.stderr()).toContain("about 3 min left, waiting for storage/StorageMain");
});

test("where the history cannot be read, the time is told by what AWS usually takes", async () => {
  const world = deployWorld();
  const state = { ...world.connection.state, operations: () => Promise.reject(new Error("no table")) };
  const { result, io } = await world.runOn({ ...world.connection, state }, deploy, "--yes");
  expect(result).toMatchObject({ result: "deployed" });
  expect(io.stderr()).toContain("(by what AWS usually takes)");
});

type Planned = Extract<OperationEvent, { kind: "planned" }>;
const isPlanned = (event: unknown): event is Planned => textAt(event, "kind") === "planned";
