import { describe, expect, test } from "vitest";
import { deploy } from "../../src/commands/deploy.ts";
import { destroy } from "../../src/commands/destroy.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { deployWorld } from "../fakes/deploy-world.ts";

const minute = 60_000;
const slowService = (type: string) => (type === "AWS::ECS::Service" ? 180 * minute : 1_000);
const group = { Type: "AWS::Logs::LogGroup" };
const slowUpdate = (world: ReturnType<typeof deployWorld>) =>
  world.changes.set("compute", { resources: { Late: { Type: "AWS::ECS::Service" } } });
const calls = (world: ReturnType<typeof deployWorld>, what: string) =>
  world.cloud.calls.filter((call) => call.startsWith(`${what} `)).length;

describe("a deadline", () => {
  test("takes back an update that never ends, with 5, what to type next, and the truth in the history", async () => {
    const world = deployWorld({ takes: (type, id) => (id === "Late" ? slowService(type) : 1_000) });
    await world.run(deploy, "--yes");
    slowUpdate(world);
    const from = world.clock.now();
    const { error } = await world.run(deploy, "--yes", "--deadline", "15m");
    expect(error).toMatchObject({
      code: "resumable",
      message: expect.stringContaining("The deadline of 15m has passed. gworld-dev-compute is back as it was."),
      hint: expect.stringContaining("gworld deploy --env dev"),
    });
    expect(world.clock.now() - from).toBeLessThan(16 * minute);
    expect(world.stacks()["compute"]).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(world.state.revisions.at(-1)).toMatchObject({
      result: "interrupted",
      cause: "The deadline of 15m has passed. gworld-dev-compute is back as it was.",
    });
    expect(world.locks.rows.get("dev")?.state).not.toBe("HELD");
  });

  test("deletes a new stack without data, leaves one with data to CloudFormation, and begins no other", async () => {
    const world = deployWorld({
      takes: (type) => (/ECS::Service|DynamoDB/.test(type) ? 180 * minute : 1_000),
    });
    const { error } = await world.run(deploy, "--yes", "--deadline", "15m");
    expect(error?.code).toBe("resumable");
    expect(error?.message).toContain("gworld-dev-compute was deleted again.");
    expect(error?.message).toContain("CloudFormation goes on with gworld-dev-storage.");
    expect(world.stacks()).toMatchObject({
      network: "CREATE_COMPLETE",
      storage: "CREATE_IN_PROGRESS",
      compute: undefined,
      api: undefined,
    });
  });

  test("that is not reached changes nothing", async () => {
    const world = deployWorld();
    const { result, error } = await world.run(deploy, "--yes", "--deadline", "15m");
    expect(error).toBeUndefined();
    expect(result).toMatchObject({ result: "deployed" });
    expect(calls(world, "cancelUpdate") + calls(world, "delete")).toBe(0);
  });

  test("ends the wait for what an earlier run left going on, too", async () => {
    const world = deployWorld({ takes: (type, id) => (id === "Late" ? slowService(type) : 1_000) });
    await world.run(deploy, "--yes");
    slowUpdate(world);
    await world.run(deploy, "--yes", "--detach");
    expect(world.stacks()["compute"]).toBe("UPDATE_IN_PROGRESS");
    const { error } = await world.run(deploy, "--yes", "--deadline", "15m");
    expect(error).toMatchObject({ code: "resumable", message: expect.stringContaining("is back as it was") });
    expect(world.stacks()["compute"]).toBe("UPDATE_ROLLBACK_COMPLETE");
  });

  test("does not hide why a stack failed before it", async () => {
    const world = deployWorld({ takes: (type, id) => (id === "Late" ? slowService(type) : 1_000) });
    await world.run(deploy, "--yes");
    slowUpdate(world);
    world.changes.set("network", { resources: { Extra: group } });
    world.cloud.failing.set("Extra", "limit of log groups reached");
    const { error } = await world.run(deploy, "--yes", "--deadline", "15m");
    expect(error?.message).toContain("limit of log groups reached");
  });

  test.each(["soon", "0s", "-5m"])("of %s is no length of time", async (text) => {
    const { error } = await deployWorld().run(deploy, "--yes", `--deadline=${text}`);
    expect(error).toMatchObject({ code: "usage", message: expect.stringContaining(text) });
  });
});

test.each([
  { verb: deploy, argv: [], typed: "gworld deploy" },
  { verb: rollback, argv: ["1"], typed: "gworld rollback 1" },
])("$typed takes no deadline for what it does not follow", async ({ verb, argv, typed }) => {
  const world = deployWorld();
  const { error } = await world.run(verb, ...argv, "--yes", "--detach", "--deadline", "15m");
  expect(error).toMatchObject({
    code: "usage",
    hint: `Choose one of them: ${typed} --detach, or ${typed} --deadline 15m`,
  });
  expect(world.cloud.calls).toEqual([]);
});

test.each([
  { verb: deploy, argv: [], typed: "gworld deploy", other: "--detach" },
  { verb: deploy, argv: [], typed: "gworld deploy", other: "--no-rollback" },
  { verb: rollback, argv: ["1"], typed: "gworld rollback 1", other: "--detach" },
])("$typed $other takes no deadline for services that it does not give up", async ({ verb, argv, typed, other }) => {
  const world = deployWorld();
  const { error } = await world.run(verb, ...argv, "--yes", other, "--service-deadline", "1h");
  expect(error).toMatchObject({
    code: "usage",
    message: expect.stringContaining(`--service-deadline does not go with ${other}`),
    hint: `Choose one of them: ${typed} ${other}, or ${typed} --service-deadline 1h`,
  });
  expect(world.cloud.calls).toEqual([]);
});

test.each(["--deadline", "--service-deadline"])("a rollback with %s soon asks AWS nothing", async (flag) => {
  const world = deployWorld();
  let connected = 0;
  const identity = { caller: async () => Promise.reject(new Error(`asked ${(connected += 1)} times`)) };
  const { error, io } = await world.runOn({ ...world.connection, identity }, rollback, "--yes", flag, "soon");
  // Without a revision to go back to, whoever asks the journal first is told so instead.
  expect(error).toMatchObject({ code: "usage", message: `${flag} soon is no length of time.` });
  expect({ connected, notes: io.stderr() }).toEqual({ connected: 0, notes: "" });
  expect(world.cloud.calls).toEqual([]);
});

test("a destroy that is not done by its deadline ends with 5; its deletion goes on, and the next takes it up", async () => {
  const slow = deployWorld({ takes: (type) => (type === "AWS::CloudFront::Distribution" ? 20 * minute : 1_000) });
  await slow.run(deploy, "--yes");
  const { error } = await slow.run(destroy, "--yes", "--with-data", "--deadline", "5m");
  expect(error).toMatchObject({
    code: "resumable",
    message: expect.stringContaining("The deadline of 5m has passed."),
  });
  expect(slow.stacks()).toMatchObject({ edge: "DELETE_IN_PROGRESS", network: "CREATE_COMPLETE" });
  expect((await slow.run(destroy, "--yes", "--with-data")).error).toBeUndefined();
  expect(slow.stacks()["edge"]).toBeUndefined();
});

/** The storage stack with so many indexes, of which DynamoDB takes one an update. */
const indexed = (world: ReturnType<typeof deployWorld>, names: readonly string[]) =>
  world.changes.set("storage", {
    resources: {
      StorageMain: {
        Type: "AWS::DynamoDB::Table",
        Properties: {
          AttributeDefinitions: ["id", ...names].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          GlobalSecondaryIndexes: names.map((name) => ({
            IndexName: name,
            KeySchema: [{ AttributeName: name, KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          })),
        },
      },
    },
  });

test.each([
  {
    flag: "--detach",
    code: undefined,
    result: "detached",
    cause: "Detached. CloudFormation goes on with gworld-dev-storage.",
  },
  {
    flag: "--deadline=15m",
    code: "resumable",
    result: "interrupted",
    cause: "has passed. gworld-dev-storage is back as it was.",
  },
])(
  "$flag ends an update of several steps in its first, as it ends any other",
  async ({ flag, code, result, cause }) => {
    let takes = 1_000;
    const world = deployWorld({ takes: () => takes });
    indexed(world, []);
    await world.run(deploy, "--yes");
    indexed(world, ["byTick", "byPlace"]);
    takes = 60 * minute;
    const { error } = await world.run(deploy, "--yes", flag);
    expect(error?.code).toBe(code);
    expect(calls(world, "execute")).toBe(1);
    expect(world.state.revisions.at(-1)).toMatchObject({
      result,
      cause: expect.stringContaining(cause),
    });
  },
);

describe("deploy --detach", () => {
  test("begins the stacks that can be begun, says what waits, and gives the lock back", async () => {
    const world = deployWorld({ takes: () => minute });
    const { result, error, io } = await world.run(deploy, "--yes", "--detach");
    expect(error).toBeUndefined();
    expect(result).toMatchObject({
      result: "detached",
      detached: ["gworld-dev-network", "gworld-dev-security"],
      waiting: ["storage", "compute", "api", "edge", "monitoring"].map((part) => `gworld-dev-${part}`),
      again: "gworld deploy --env dev",
    });
    expect(io.stdout()).toContain("gworld deploy --env dev");
    expect(world.stacks()).toMatchObject({ network: "CREATE_IN_PROGRESS", security: "CREATE_IN_PROGRESS" });
    expect(world.locks.rows.get("dev")?.state).not.toBe("HELD");
    expect(world.state.revisions).toMatchObject([
      { result: "detached", cause: expect.stringContaining("Detached. CloudFormation goes on with") },
    ]);
  });

  test("is taken up by the next command, which follows what goes on, does the rest and verifies", async () => {
    const world = deployWorld({ takes: () => minute });
    await world.run(deploy, "--yes", "--detach");
    const { result, io } = await world.run(deploy, "--yes");
    expect(result).toMatchObject({ result: "deployed", checks: expect.anything() });
    expect(Object.values(world.stacks())).not.toContain("CREATE_IN_PROGRESS");
    expect(io.events).toContainEqual(
      expect.objectContaining({ kind: "stack", stack: "gworld-dev-network", status: "CREATE_COMPLETE" }),
    );
    expect(io.stderr()).not.toContain("somebody else");
    // Each stack was created once, by whichever run.
    expect(calls(world, "create")).toBe(7);
  });

  test("whose last stack has ended by itself is verified and written down by the next command", async () => {
    const world = deployWorld({ takes: () => minute });
    await world.run(deploy, "--yes");
    world.changes.set("api", { resources: { Route: { Type: "AWS::ApiGateway::Method" } } });
    expect(await world.run(deploy, "--yes", "--detach")).toMatchObject({ result: { result: "detached", waiting: [] } });
    await world.clock.wait(10 * minute);
    const taken = await world.run(deploy, "--yes");
    expect(taken.result).toMatchObject({ result: "deployed", revision: 3 });
    expect(taken.io.stderr()).not.toContain("somebody else");
    expect(await world.run(deploy, "--yes")).toMatchObject({ result: { result: "unchanged", revision: 3 } });
  });

  test("with nothing to do is unchanged", async () => {
    const world = deployWorld();
    await world.run(deploy, "--yes");
    expect(await world.run(deploy, "--detach")).toMatchObject({ result: { result: "unchanged" } });
  });
});
