import { expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { GworldError } from "../../src/model/error.ts";
import { stackParts } from "../../src/model/graph.ts";
import { deployWorld } from "../fakes/deploy-world.ts";
import { rejected } from "../fakes/stacks.ts";

const deployed = async (options: Parameters<typeof deployWorld>[0] = {}) => {
  const world = deployWorld(options);
  await world.run(deploy, "--yes");
  return world;
};
const wider = { Type: "AWS::Logs::LogGroup" };

test("a failed creation tells its root cause, stops what depends on it and nothing else", async () => {
  const world = deployWorld();
  world.cloud.failing.set("ComputeMain", "Fargate is out of luck");
  const { error } = await world.run(deploy, "--yes");
  expect(error).toMatchObject({ code: "failed", hint: expect.stringContaining("gworld deploy --env dev") });
  expect(error?.message).toContain("ComputeMain (AWS::ECS::Cluster): Fargate is out of luck");
  expect(error?.message).toContain("ROLLBACK_COMPLETE");
  expect(error?.message).not.toContain("cancelled");
  expect(world.stacks()).toMatchObject({
    network: "CREATE_COMPLETE",
    storage: "CREATE_COMPLETE",
    compute: "ROLLBACK_COMPLETE",
    api: undefined,
    edge: undefined,
    monitoring: undefined,
  });
  expect(world.state.revisions).toMatchObject([{ result: "failed" }]);
});

test("a failed stack is not asked for its rollouts: its cause is told at once, and nothing but it", async () => {
  const world = deployWorld();
  world.cloud.failing.set("AgentRuntimeService", "Fargate is out of luck");
  const from = world.clock.now();
  const { error } = await world.run(deploy, "--yes");
  expect(error?.message).toContain("Fargate is out of luck");
  expect(error?.message).not.toContain("does not exist");
  expect(world.clock.now() - from).toBeLessThan(60_000);
});

test("the deployment after a failed creation replaces the stack, having said so, and succeeds", async () => {
  const world = deployWorld();
  world.cloud.failing.set("ComputeMain", "Fargate is out of luck");
  await world.run(deploy, "--yes");
  const { result, io } = await world.run(deploy, "--yes");
  expect(result).toMatchObject({ result: "deployed" });
  expect(io.stderr()).toContain("is ROLLBACK_COMPLETE");
  expect(Object.values(world.stacks())).toEqual(stackParts.map(() => "CREATE_COMPLETE"));
});

test("a protected stack whose creation failed is replaced all the same", async () => {
  const world = deployWorld();
  world.changes.set("storage", { terminationProtection: true });
  world.cloud.failing.set("StorageMain", "no luck");
  await world.run(deploy, "--yes");
  expect(await world.run(deploy, "--yes")).toMatchObject({ result: { result: "deployed" } });
  expect(world.cloud.stack("gworld-dev-storage")).toMatchObject({
    status: "CREATE_COMPLETE",
    terminationProtection: true,
  });
});

test("an empty stack whose review was never finished is replaced, having said so", async () => {
  const world = deployWorld();
  world.cloud.put("gworld-dev-network", { status: "REVIEW_IN_PROGRESS" });
  const { result, io } = await world.run(deploy, "--yes");
  expect(result).toMatchObject({ result: "deployed" });
  expect(io.stderr()).toContain("is REVIEW_IN_PROGRESS (it is empty");
});

test("a failed update is rolled back, and the next deployment succeeds", async () => {
  const world = await deployed();
  world.changes.set("compute", { resources: { Extra: wider } });
  world.cloud.failing.set("Extra", "limit of log groups reached");
  const { error } = await world.run(deploy, "--yes");
  expect(error?.message).toContain("Extra (AWS::Logs::LogGroup): limit of log groups reached");
  expect(error?.message).toContain("rolled the stack back");
  expect(world.stacks()["compute"]).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await world.run(deploy, "--yes")).toMatchObject({ result: { result: "deployed" } });
});

test("a rolled back stack whose change was taken back is unchanged", async () => {
  const world = await deployed();
  world.changes.set("compute", { resources: { Extra: wider } });
  world.cloud.failing.set("Extra", "no");
  await world.run(deploy, "--yes");
  world.changes.delete("compute");
  expect(await world.run(deploy, "--yes")).toMatchObject({ result: { result: "unchanged" } });
  expect(world.cloud.changeSets.size).toBe(0);
});

test("two stacks that fail together are both told", async () => {
  const world = await deployed();
  world.changes.set("network", { resources: { NetworkExtra: wider } });
  world.changes.set("security", { resources: { SecurityExtra: wider } });
  world.cloud.failing.set("NetworkExtra", "first cause").set("SecurityExtra", "second cause");
  const { error } = await world.run(deploy, "--yes");
  expect(error?.message).toContain("first cause");
  expect(error?.message).toContain("second cause");
});

test("failing tasks are told with reason, exit code and last lines, fetched while they fail", async () => {
  const world = deployWorld({ takes: (type) => (type === "AWS::ECS::Service" ? 60_000 : 1_000) });
  world.cloud.failing.set("AgentRuntimeService", "ECS Deployment Circuit Breaker was triggered");
  world.ecs.over = { rolloutState: "FAILED" };
  world.ecs.stopped = [
    {
      id: "0123",
      stoppedReason: "Essential container in task exited",
      exitCode: 137,
      stoppedAt: world.clock.now() + 5_000,
    },
  ];
  world.logs.create("/gworld/dev/agent-runtime");
  world.logs.put("/gworld/dev/agent-runtime", "out of memory", { at: world.clock.now(), task: "0123" });
  // The rollback takes the task away.
  world.ecs.before = () => {
    if (world.stacks()["compute"] === "ROLLBACK_COMPLETE") world.ecs.stopped = [];
  };
  const { error, io } = await world.run(deploy, "--yes");
  expect(error?.message).toContain("Circuit Breaker");
  expect(error?.message).toContain("exit code 137");
  expect(error?.message).toContain("| out of memory");
  expect(io.events).toContainEqual(expect.objectContaining({ kind: "stopped", task: "0123", exitCode: 137 }));
});

test("a service that was rolled back under UPDATE_COMPLETE is a failure", async () => {
  const world = await deployed();
  world.changes.set("compute", { parameters: { AgentRuntimeImage: { Type: "String", Default: "starter:2" } } });
  world.ecs.over = { taskDefinition: "gworld-dev-compute-AgentRuntimeTask-1" };
  const { error } = await world.run(deploy, "--yes");
  expect(world.stacks()["compute"]).toBe("UPDATE_COMPLETE");
  expect(error).toMatchObject({ code: "failed", message: expect.stringContaining("agent-runtime was rolled back") });
});

test.each([
  { what: "services", lose: "list", seconds: 60 },
  { what: "resources", lose: "resources", seconds: 60 },
])("who may not see the $what has deployed but not verified, and is told what to do", async ({ lose, seconds }) => {
  const world = deployWorld();
  const denied = rejected("AccessDeniedException", "not authorized", "denied");
  if (lose === "resources") world.cloud.lose("resources", denied, 99);
  // The watching beside the deployment is told and given up; the verification is what counts.
  else world.ecs.before = () => Promise.reject(denied);
  const from = world.clock.now();
  const { error } = await world.run(deploy, "--yes");
  expect(error).toMatchObject({ code: "unverified", hint: expect.stringContaining("gworld verify --env dev") });
  expect(error?.message).toContain("not authorized");
  expect(world.clock.now() - from).toBeLessThan(seconds * 1_000);
});

test("throttled verification is repeated", async () => {
  const world = deployWorld();
  let refusals = 3;
  world.ecs.before = async () => {
    if (world.stacks()["compute"] !== "CREATE_COMPLETE" || refusals === 0) return;
    refusals -= 1;
    throw rejected("ThrottlingException", "Rate exceeded", "throttled");
  };
  expect(await world.run(deploy, "--yes")).toMatchObject({ result: { result: "deployed" } });
  expect(refusals).toBe(0);
});

test("Ctrl-C while rollouts are verified is an interruption, and nothing is recorded as failed", async () => {
  const world = deployWorld();
  world.ecs.over = { rolloutState: "IN_PROGRESS" };
  world.ecs.before = async () => {
    if (world.stacks()["monitoring"] === "CREATE_COMPLETE") world.interruption.abort();
  };
  const { error } = await world.run(deploy, "--yes");
  expect(error).toMatchObject({ code: "interrupted", message: expect.stringContaining("not watched to their end") });
  expect(world.state.revisions).toMatchObject([{ result: "interrupted" }]);
});

test("an interruption tells what had failed before it", async () => {
  const world = deployWorld({ takes: (type) => (type === "AWS::EC2::VPC" ? 60_000 : 1_000) });
  world.cloud.failing.set("SecurityMain", "no key for you");
  world.cloud.on("create", (call) => {
    if (call.endsWith("network")) void world.clock.wait(20_000).then(() => world.interruption.abort());
  });
  const { error } = await world.run(deploy, "--yes");
  expect(error).toMatchObject({ code: "interrupted", message: expect.stringContaining("gworld-dev-network") });
  expect(error?.message).toContain("no key for you");
});

test("throttled looks are repeated and said, and never fail the deployment", async () => {
  const world = deployWorld({ takes: () => 20_000 });
  const throttled = rejected("Throttling", "Rate exceeded", "throttled");
  world.cloud.lose("events", throttled, 5);
  const { result, io } = await world.run(deploy, "--yes");
  expect(result).toMatchObject({ result: "deployed" });
  expect(io.stderr()).toContain("a look failed");
});

test("a status from before the update is not mistaken for its end", async () => {
  const world = await deployed({ takes: () => 30_000 });
  world.changes.set("network", { resources: { NetworkExtra: wider } });
  world.cloud.failing.set("NetworkExtra", "a real failure");
  world.cloud.on("execute", () => world.cloud.staleReads(2));
  const { error } = await world.run(deploy, "--yes");
  expect(error?.message).toContain("a real failure");
});

test("expired credentials end the watching as resumable; the next run follows what goes on", async () => {
  const world = deployWorld({ takes: () => 30_000 });
  world.cloud.on("create", () =>
    world.cloud.lose("events", rejected("ExpiredToken", "the token has expired", "credentials"), 1),
  );
  const first = await world.run(deploy, "--yes");
  expect(first.error).toMatchObject({ code: "resumable", message: expect.stringContaining("CloudFormation goes on") });
  world.cloud.on("create", () => undefined);
  expect(await world.run(deploy, "--yes")).toMatchObject({ result: { result: "deployed" } });
});

test("Ctrl-C starts nothing more, says what goes on, and the next run takes it up", async () => {
  const world = deployWorld({ takes: () => 30_000 });
  world.cloud.on("create", (call) => {
    if (call.endsWith("network")) void world.clock.wait(5_000).then(() => world.interruption.abort());
  });
  const { error } = await world.run(deploy, "--yes");
  expect(error).toMatchObject({ code: "interrupted", hint: expect.stringContaining("gworld deploy --env dev") });
  expect(error?.message).toContain("gworld-dev-network");
  expect(world.stacks()).toMatchObject({ network: "CREATE_IN_PROGRESS", compute: undefined });
  const again = deployWorldAgain(world);
  const { result } = await again.run(deploy, "--yes");
  expect(result).toMatchObject({
    result: "deployed",
    stacks: stackParts.map((part) => ({ name: `gworld-dev-${part}`, action: "create", status: "CREATE_COMPLETE" })),
  });
});

/** The same account, a fresh process. */
function deployWorldAgain(world: ReturnType<typeof deployWorld>) {
  const fresh = deployWorld({ takes: () => 30_000 });
  return { ...fresh, run: (...args: Parameters<typeof fresh.run>) => fresh.runOn(world.connection, ...args) };
}

test("a stack that somebody else is updating is waited for", async () => {
  const world = await deployed({ takes: () => 30_000 });
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  const both = await Promise.all([
    world.run(deploy, "--yes"),
    world.clock.wait(10_000).then(() => world.run(deploy, "--yes", "--wait")),
  ]);
  expect(both.map(({ error }) => error)).toEqual([undefined, undefined]);
  expect(world.cloud.calls.filter((call) => call.startsWith("execute"))).toHaveLength(1);
});

test("a change that loses data is refused until its resource is named", async () => {
  const world = await deployed();
  const fixed = { Type: "AWS::DynamoDB::Table", Properties: { FixedKey: "other" } };
  world.changes.set("storage", { resources: { StorageMain: fixed } });
  const refused = await world.run(deploy, "--yes");
  expect(refused.error).toMatchObject({
    code: "refused",
    hint: expect.stringContaining("--allow-replace StorageMain"),
  });
  expect(refused.error?.message).toContain("loses its items");
  expect(world.cloud.changeSets.size).toBe(0);
  expect(await world.run(deploy, "--yes", "--allow-replace", "StorageMain")).toMatchObject({
    result: { result: "deployed" },
  });
});

test("a table that CloudFormation may replace is refused too, until it is named", async () => {
  const world = await deployed();
  world.changes.set("storage", {
    resources: { StorageMain: { Type: "AWS::DynamoDB::Table", Properties: { MaybeKey: "other" } } },
  });
  const { error } = await world.run(deploy, "--yes");
  expect(error).toMatchObject({ code: "refused", hint: expect.stringContaining("--allow-replace StorageMain") });
  expect(await world.run(deploy, "--yes", "--allow-replace", "StorageMain")).toMatchObject({ error: undefined });
});

test("where CloudFormation can only be asked later, a table that changes in place is not refused before", async () => {
  const world = await deployed();
  world.changes.set("network", { outputs: { Zone: { Value: "z" } } });
  world.changes.set("storage", {
    inputs: { Zone: { part: "network", output: "Zone" } },
    resources: { StorageMain: { Type: "AWS::DynamoDB::Table", Properties: { Tag: { Ref: "Zone" } } } },
  });
  expect(await world.run(deploy, "--yes")).toMatchObject({ error: undefined });
  world.changes.set("network", { outputs: { Zone: { Value: "z" }, Area: { Value: "a" } } });
  world.changes.set("storage", {
    inputs: { Area: { part: "network", output: "Area" } },
    resources: { StorageMain: { Type: "AWS::DynamoDB::Table", Properties: { MaybeKey: { Ref: "Area" } } } },
  });
  const { error } = await world.run(deploy, "--yes");
  expect(error).toMatchObject({ code: "refused", hint: expect.stringContaining("--allow-replace StorageMain") });
  expect(world.cloud.changeSets.size).toBe(0);
});

test("a change set that another deployment made obsolete is not forced", async () => {
  const world = await deployed();
  world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
  world.cloud.on("execute", () => world.cloud.changeSets.clear());
  const { error } = await world.run(deploy, "--yes");
  expect(error).toMatchObject({ code: "failed" });
  expect(world.stacks()["api"]).toBe("CREATE_COMPLETE");
});

test.each(["guard", "request", "watch"])(
  "AWS that is gone before or while a stack is followed (%s) ends with 5",
  async (when) => {
    const world = deployWorld();
    await world.run(deploy, "--yes");
    world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
    const gone = () => rejected("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1", "unreachable");
    if (when === "guard") world.cloud.on("events", () => world.cloud.lose("events", gone(), 1));
    if (when === "request") world.cloud.lose("execute", gone());
    if (when === "watch")
      world.cloud.on("execute", () => {
        world.cloud.lose("describe", gone(), 1_000);
        world.cloud.lose("events", gone(), 1_000);
      });
    const { error } = await world.run(deploy, "--yes");
    expect(error).toMatchObject({ code: "resumable", message: expect.stringContaining("ECONNREFUSED") });
    expect(error?.hint).toMatch(/run the same command|gworld deploy --env dev/);
    expect(world.state.revisions.at(-1)).toMatchObject({ result: "interrupted" });
  },
);

test("what the summary of a step says to type names its environment, as the error does", async () => {
  const world = deployWorld();
  const hint = "See gworld status --watch, then run gworld deploy again";
  world.cloud.lose("describe", new GworldError("failed", "No.", { hint }));
  const { summaries } = await world.run(deploy, "--yes");
  expect(summaries).toHaveLength(1);
  expect(summaries[0]).toContain("Next: See gworld status --env dev --watch, then run gworld deploy --env dev again");
});

test("a failed deployment is in the summary of its step, as a deployment that succeeds is", async () => {
  const world = deployWorld();
  world.cloud.failing.set("ComputeMain", "Fargate | is out of *luck*");
  const failed = await world.run(deploy, "--yes");
  expect(failed.summaries).toEqual([
    expect.stringMatching(/^### gworld: deploy of dev failed &#40;exit code 1&#41;\n/),
  ]);
  expect(failed.summaries[0]).toContain("Fargate &#124; is out of &#42;luck&#42;");
  expect(failed.summaries[0]).toContain("Next: Correct the cause, then run again: gworld deploy --env dev");
  expect((await world.run(deploy, "--yes")).summaries).toEqual([expect.stringContaining("gworld: deployed dev")]);
  world.changes.set("storage", { resources: { More: { Type: "AWS::SNS::Topic" } } });
  const left = await world.run(deploy, "--yes", "--detach");
  expect(left.summaries).toEqual([expect.stringContaining("gworld: begun dev")]);
});
