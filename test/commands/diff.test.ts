import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { diff } from "../../src/commands/diff.ts";
import { stackParts } from "../../src/model/graph.ts";
import { deployWorld } from "../fakes/deploy-world.ts";

test("before the first deployment everything is added, and nothing was made in the account", async () => {
  const world = deployWorld();
  const { result, code } = await world.run(diff, "--exit-code");
  expect(code).toBe("changes");
  expect(result).toMatchObject({
    env: "dev",
    stacks: stackParts.map((part) => ({ name: `gworld-dev-${part}`, action: "create" })),
  });
  expect(result).toHaveProperty("stacks.0.changes", [
    { action: "Add", logicalId: "NetworkMain", type: "AWS::EC2::VPC", replacement: "False" },
  ]);
  expect(world.cloud.calls.every((call) => call.startsWith("describe"))).toBe(true);
});

test("a deployed environment has no changes", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  const { result, code, io } = await world.run(diff, "--exit-code");
  expect(code).toBeUndefined();
  expect(result).toEqual({
    env: "dev",
    stacks: stackParts.map((part) => ({ name: `gworld-dev-${part}`, action: "unchanged", changes: [] })),
    cost: expect.objectContaining({ delta: 0 }),
  });
  expect(io.stdout()).toContain("No changes.");
});

test("changes are told with replacement and risk, and their change sets are removed", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  const open = { SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, CidrIp: "0.0.0.0/0" }] };
  world.changes.set("network", { resources: { Group: { Type: "AWS::EC2::SecurityGroup", Properties: open } } });
  world.changes.set("storage", {
    resources: { StorageMain: { Type: "AWS::DynamoDB::Table", Properties: { FixedKey: "b" } } },
  });
  const { result, io } = await world.run(diff);
  expect(result).toHaveProperty("stacks.0.changes", [
    {
      action: "Add",
      logicalId: "Group",
      type: "AWS::EC2::SecurityGroup",
      replacement: "False",
      risk: "security-broadening",
      because: ["newly lets in 0.0.0.0/0 on port 22 (tcp)"],
    },
  ]);
  expect(result).toHaveProperty(
    "stacks.2.changes.0",
    expect.objectContaining({ replacement: "True", risk: "data-loss" }),
  );
  expect(io.stdout()).toContain("! Data is lost");
  expect(io.stdout()).toContain("! More is allowed than before");
  expect(world.cloud.changeSets.size).toBe(0);
});

test("a stack that cannot be updated is refused with the way out, and no change set stays", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  const api = world.cloud.stack("gworld-dev-api");
  if (api) api.status = "UPDATE_ROLLBACK_FAILED";
  world.changes.set("network", { resources: { Extra: { Type: "AWS::Logs::LogGroup" } } });
  const { error } = await world.run(diff);
  expect(error).toMatchObject({
    code: "failed",
    message: expect.stringContaining("gworld-dev-api is UPDATE_ROLLBACK_FAILED"),
    hint: expect.stringContaining("gworld deploy --env dev --recover"),
  });
  expect(world.cloud.changeSets.size).toBe(0);
});

test("every stack that cannot be planned is told, with its own way out", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  for (const name of ["gworld-dev-api", "gworld-dev-edge"]) {
    const stack = world.cloud.stack(name);
    if (stack) stack.status = "UPDATE_ROLLBACK_FAILED";
  }
  const { error } = await world.run(diff);
  expect(error?.message).toContain("gworld-dev-api is UPDATE_ROLLBACK_FAILED");
  expect(error?.message).toContain("gworld-dev-edge is UPDATE_ROLLBACK_FAILED");
  expect(error?.hint).toContain("gworld deploy --env dev --recover");
});

test("scaled bounds are told where the stack changes", async () => {
  const world = deployWorld({ targets: [{ service: "agent-runtime", minCapacity: 2, maxCapacity: 8 }] });
  const scaling = (MaxCapacity: number) => ({
    AgentRuntimeScaling: {
      Type: "AWS::ApplicationAutoScaling::ScalableTarget",
      Properties: { MinCapacity: 1, MaxCapacity },
    },
  });
  world.changes.set("compute", { resources: scaling(3) });
  await world.run(deploy, "--yes");
  world.changes.set("compute", { resources: scaling(4) });
  const { result } = await world.run(diff);
  expect(result).toHaveProperty("stacks.3.notes", [
    "agent-runtime was scaled to 2 to 8 tasks; deploying sets 1 to 4 tasks",
  ]);
});

test("outputs and tags alone are a change without resources", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  world.changes.set("edge", { outputs: { Domain: { Value: "d.example" } } });
  const { result, code } = await world.run(diff, "--exit-code");
  expect(result).toHaveProperty("stacks.5", { name: "gworld-dev-edge", action: "update", changes: [] });
  expect(code).toBe("changes");
});

test("a large template is placed where plans alone are read, and a deployment places its own", async () => {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  const kept = world.objects.buckets.get("gworld-state-123456789012-us-east-1");
  const before = new Set(kept?.keys());
  const placed = () =>
    [...(kept?.keys() ?? [])].filter((key) => !before.has(key)).map((key) => key.replace(/\/\w+\.json$/, ""));
  const Wide = { Type: "AWS::SNS::Topic", Metadata: { text: "x".repeat(52_000) } };
  world.changes.set("storage", { resources: { Wide } });
  await world.run(diff);
  expect(placed()).toEqual(["plans/dev"]);
  await world.run(deploy, "--yes");
  expect(placed()).toEqual(["plans/dev", "templates/dev"]);
});

/** A deployed environment of which the engine's task definition has changed, and in which these worlds are. */
async function livedIn(list: () => Promise<readonly { worldId: string; status: string }[]>) {
  const world = deployWorld();
  await world.run(deploy, "--yes");
  const data = Object.create(world.connection.data, { worlds: { value: { list } } });
  world.changes.set("compute", {
    resources: { AgentRuntimeTask: { Type: "AWS::ECS::TaskDefinition", Properties: { Image: "other" } } },
  });
  return world.runOn({ ...world.connection, data }, diff);
}

test("who lives in what a plan changes is told; worlds that rest are not", async () => {
  const ids = ["g", "f", "e", "d", "c", "b", "a"];
  const worlds = [...ids.map((worldId) => ({ worldId, status: "active" })), { worldId: "resting", status: "paused" }];
  const { result, io } = await livedIn(async () => worlds);
  const because = ["new tasks of agent-runtime take the worlds over, which pause meanwhile"];
  expect(result).toMatchObject({ worlds: { active: ids.toReversed(), because } });
  expect(io.stdout()).toContain(`! Worlds live in it\n    a, b, c, d, e, 2 more\n    ${because.join()}`);
});

test.each([
  ["nobody lives in it", async () => [{ worldId: "resting", status: "paused" }]],
  ["worlds cannot be asked for", async () => Promise.reject(new Error("denied"))],
])("a plan stands without worlds where %s", async (_, list) => {
  const { result, error } = await livedIn(list);
  expect(error).toBeUndefined();
  expect(result).not.toHaveProperty("worlds");
  expect(result).toHaveProperty("stacks.3.action", "update");
});

test("a local cloud is estimated at its own pace, and one that takes no time once it has deployed", async () => {
  expect((await deployWorld().run(diff)).result).toMatchObject({ forecast: { measured: false, seconds: 454 } });
  const slower = deployWorld({ local: true, pace: 0.5 });
  expect((await slower.run(diff)).result).toMatchObject({ forecast: { measured: false, seconds: 227 } });
  const world = deployWorld({ local: true, pace: 0 });
  expect((await world.run(diff)).result).not.toHaveProperty("forecast.seconds");
  await world.run(deploy, "--yes");
  world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
  await world.run(deploy, "--yes");
  world.changes.set("storage", { resources: { Another: { Type: "AWS::SNS::Topic" } } });
  expect((await world.run(diff)).result).toMatchObject({ forecast: { measured: true } });
});
