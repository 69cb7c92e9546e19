import { describe, expect, test } from "vitest";
import { type JsonObject, list, number, text, texts } from "../../../src/local/json.ts";
import { fakeGround } from "../fake-ground.ts";
import { container, definition, ecs, network } from "./ecs-world.ts";

describe("single tasks", () => {
  test("run with overrides and end by request", async () => {
    const { call, runner, settle } = await ecs();
    await call("RegisterTaskDefinition", definition());
    const overrides = {
      containerOverrides: [
        { name: "app", command: ["node", "job.js"], environment: [{ name: "WORLD", value: "w-2" }] },
      ],
    };
    const run = await call("RunTask", {
      cluster: "c",
      taskDefinition: "app",
      count: 2,
      networkConfiguration: network,
      overrides,
    });
    await settle();
    expect(runner.started.map(({ launch }) => [launch.args, launch.env["WORLD"]])).toEqual([
      [["job.js"], "w-2"],
      [["job.js"], "w-2"],
    ]);
    const task = text(list(run, "tasks")[0], "taskArn");
    await call("StopTask", { cluster: "c", task, reason: "enough" });
    await settle();
    const described = await call("DescribeTasks", { cluster: "c", tasks: [task, "nobody"] });
    expect(described).toMatchObject({
      tasks: [
        { lastStatus: "STOPPED", stopCode: "UserInitiated", stoppedReason: "enough", containers: [{ exitCode: 0 }] },
      ],
      failures: [{ reason: "MISSING" }],
    });
    expect(runner.running()).toHaveLength(1);
    await settle(3_900_001);
    runner.running()[0]?.exit(0);
    await settle();
    const stopped = async () => list(await call("ListTasks", { cluster: "c", desiredStatus: "STOPPED" }), "taskArns");
    expect(await stopped()).toHaveLength(1);
    await settle(3_000_000);
    expect(await stopped()).toHaveLength(1);
    await settle(1_000_000);
    expect(await stopped()).toEqual([]);
  });
});

test("tasks say what they were given in place of their definition, and that only where it has it", async () => {
  const { call, settle } = await ecs();
  await call("RegisterTaskDefinition", definition());
  const run = (overrides: JsonObject, more: JsonObject = { networkConfiguration: network }) =>
    call("RunTask", { cluster: "c", taskDefinition: "app", overrides, ...more });
  expect(await run({ cpu: "512", memory: "1024", containerOverrides: [{ name: "app", cpu: 64 }] })).toMatchObject({
    tasks: [{ cpu: "512", memory: "1024", overrides: { cpu: "512", containerOverrides: [{ name: "app", cpu: 64 }] } }],
  });
  await expect(run({ containerOverrides: [{ name: "none" }] })).rejects.toThrow(
    "Override for container named none is not a container in the TaskDefinition.",
  );
  await expect(run({}, {})).rejects.toThrow("Network Configuration must be provided");
  await settle();
});

test("a task that stops between two pages makes the next one miss none", async () => {
  const { call, settle } = await ecs();
  await call("RegisterTaskDefinition", definition());
  await call("RunTask", { cluster: "c", taskDefinition: "app", count: 5, networkConfiguration: network });
  await settle();
  const page = (nextToken?: string) => call("ListTasks", { cluster: "c", maxResults: 2, nextToken });
  const all = texts(await call("ListTasks", { cluster: "c" }), "taskArns");
  const first = await page();
  await call("StopTask", { cluster: "c", task: texts(first, "taskArns")[0] });
  const second = await page(text(first, "nextToken"));
  const third = await page(text(second, "nextToken"));
  expect([first, second, third].flatMap((each) => texts(each, "taskArns"))).toEqual(all);
  expect(third["nextToken"]).toBeUndefined();
});

test("under a time scale tasks take their time to start and to end, but an orderly stop does not wait for it", async () => {
  const { create, settle, service, tasks, part, call } = await ecs({ ground: fakeGround({ timeScale: 0.1 }) });
  await create();
  expect(await service()).toMatchObject({ pendingCount: 1, runningCount: 0 });
  await settle(1_200);
  expect(await service()).toMatchObject({ pendingCount: 0, runningCount: 1 });
  await call("UpdateService", { cluster: "c", service: "app", desiredCount: 0 });
  await settle(700);
  expect((await tasks("STOPPED"))[0]).toMatchObject({ lastStatus: "DEPROVISIONING" });
  await settle(100);
  expect((await tasks("STOPPED"))[0]).toMatchObject({ lastStatus: "STOPPED" });
  await call("UpdateService", { cluster: "c", service: "app", desiredCount: 1 });
  await part.stop?.();
  expect(await tasks()).toEqual([]);
});

describe("a restart of the local cloud", () => {
  test("buries the tasks of the run before and starts them anew", async () => {
    const first = await ecs();
    await first.create({ desiredCount: 2 });
    const again = await ecs({ ground: first.ground });
    await again.settle();
    expect(again.runner.reaped).toEqual(first.runner.running().map(({ pid }) => pid));
    expect(again.runner.running()).toHaveLength(2);
    expect(await again.service()).toMatchObject({
      runningCount: 2,
      deployments: [{ rolloutState: "COMPLETED", failedTasks: 0 }],
    });
    expect((await again.tasks("STOPPED"))[0]).toMatchObject({ stopCode: "TerminationNotice" });
  });

  test("an orderly stop ends every task, also those deaf to SIGTERM, and starts none", async () => {
    const { create, part, runner, settle } = await ecs({ fate: () => ({ deaf: true }) });
    await create({ desiredCount: 2 });
    const stopped = part.stop?.();
    await settle(5_000);
    await stopped;
    expect(runner.running()).toEqual([]);
    expect(runner.started.map(({ signals }) => signals)).toEqual([
      ["SIGTERM", "SIGKILL"],
      ["SIGTERM", "SIGKILL"],
    ]);
  });
});

describe("revisions", () => {
  test("are numbered per family and never reused", async () => {
    const { call } = await ecs();
    await call("RegisterTaskDefinition", definition());
    await call("RegisterTaskDefinition", definition());
    await call("RegisterTaskDefinition", { ...definition(), family: "other" });
    await call("DeregisterTaskDefinition", { taskDefinition: "app:2" });
    const answer = await call("RegisterTaskDefinition", { ...definition(), tags: [{ key: "env", value: "dev" }] });
    expect(answer).toMatchObject({
      taskDefinition: { revision: 3, status: "ACTIVE" },
      tags: [{ key: "env", value: "dev" }],
    });
    expect(
      texts(await call("ListTaskDefinitions", { familyPrefix: "app", sort: "DESC" }), "taskDefinitionArns"),
    ).toEqual([3, 1].map((revision) => `arn:aws:ecs:eu-west-1:000000000000:task-definition/app:${revision}`));
    expect(
      number((await call("DescribeTaskDefinition", { taskDefinition: "app" }))["taskDefinition"], "revision"),
    ).toBe(3);
    expect(await call("ListTaskDefinitionFamilies")).toEqual({ families: ["app", "other"] });
  });

  test("that are INACTIVE stay a hundred a family, and as long as a service runs one", async () => {
    const { call, create } = await ecs();
    await create();
    for (let revision = 1; revision <= 105; revision += 1) {
      if (revision > 1) await call("RegisterTaskDefinition", definition());
      await call("DeregisterTaskDefinition", { taskDefinition: `app:${revision}` });
    }
    const known = await Promise.all(
      [1, 2, 5, 6, 105].map((revision) =>
        call("DescribeTaskDefinition", { taskDefinition: `app:${revision}` }).then(
          () => true,
          () => false,
        ),
      ),
    );
    expect(known).toEqual([true, false, false, true, true]);
  });
});

test.each<[string, JsonObject, string]>([
  ["DescribeServices", { cluster: "none", services: ["a"] }, "ClusterNotFoundException"],
  ["UpdateService", { cluster: "c", service: "none" }, "ServiceNotFoundException"],
  ["CreateService", { cluster: "c", serviceName: "a", taskDefinition: "none" }, "ClientException"],
  ["DescribeTaskDefinition", { taskDefinition: "none" }, "ClientException"],
  ["StopTask", { cluster: "c", task: "none" }, "InvalidParameterException"],
  ["RegisterTaskDefinition", { family: "a b", containerDefinitions: [container()] }, "ClientException"],
  ["ListTagsForResource", { resourceArn: "arn:none" }, "InvalidParameterException"],
])("%s of %o is refused with %s", async (operation, input, code) => {
  const { call } = await ecs();
  await expect(call(operation, input)).rejects.toMatchObject({ code });
});

// ECS developer guide, Troubleshoot Amazon ECS task definition invalid CPU or memory errors: the sizes and the text.
describe("a task definition for Fargate", () => {
  const registered = async (cpu: string | undefined, memory: string, requiresCompatibilities?: string[]) =>
    (await ecs()).call("RegisterTaskDefinition", {
      ...definition(),
      executionRoleArn: "arn:aws:iam::000000000000:role/r",
      cpu,
      memory,
      requiresCompatibilities,
    });

  test.each([
    ["256", "512"],
    ["256", "2048"],
    ["1 vCPU", "2 GB"],
    ["4096", "30720"],
    ["8192", "20480"],
    ["16384", "122880"],
  ])("may have cpu %s with memory %s", async (cpu, memory) => {
    expect(await registered(cpu, memory, ["EC2", "FARGATE"])).toMatchObject({ taskDefinition: { revision: 1 } });
  });

  test.each([
    ["256", "3072"],
    ["300", "512"],
    ["1024", "2500"],
    ["8192", "17408"],
  ])("is refused with cpu %s and memory %s, which another may have", async (cpu, memory) => {
    await expect(registered(cpu, memory, ["EC2", "FARGATE"])).rejects.toMatchObject({
      code: "ClientException",
      message: "No Fargate configuration exists for given values.",
    });
    expect(await registered(cpu, memory)).toMatchObject({ taskDefinition: { cpu, memory } });
  });

  test("is refused without cpu", async () => {
    await expect(registered(undefined, "512", ["FARGATE"])).rejects.toMatchObject({
      code: "ClientException",
      message: "Fargate requires that 'cpu' be defined at the task level.",
    });
  });
});
