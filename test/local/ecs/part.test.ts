import { describe, expect, test } from "vitest";
import type { Launch } from "../../../src/local/ecs/runner.ts";
import { type Json, type JsonObject, list, text } from "../../../src/local/json.ts";
import { fakeGround } from "../fake-ground.ts";
import { breaker, checked, container, definition, ecs, network } from "./ecs-world.ts";

const said = (service: Json) => list(service, "events").map((event) => text(event, "message"));

describe("a service", () => {
  test("runs one task where nothing else is said, and tells its story in AWS's words", async () => {
    const { create, service, tasks, runner } = await ecs();
    await create();
    const described = await service();
    expect(described).toMatchObject({
      status: "ACTIVE",
      desiredCount: 1,
      runningCount: 1,
      pendingCount: 0,
      deployments: [{ status: "PRIMARY", rolloutState: "COMPLETED", failedTasks: 0 }],
    });
    const [task] = await tasks();
    const id = text(task, "taskArn")?.split("/").at(-1);
    const deployment = text(list(described, "deployments")[0], "id");
    expect(said(described)).toEqual([
      "(service app) has reached a steady state.",
      `(service app) (deployment ${deployment}) deployment completed.`,
      `(service app) has started 1 tasks: (task ${id}).`,
    ]);
    expect(task).toMatchObject({
      lastStatus: "RUNNING",
      group: "service:app",
      startedBy: deployment,
      containers: [
        {
          name: "app",
          lastStatus: "RUNNING",
          networkBindings: [{ bindIP: "127.0.0.1", containerPort: 8080, hostPort: 40_001 }],
        },
      ],
    });
    expect(runner.started[0]?.launch.args).toEqual(["-e", "1"]);
  });

  test("gives containers their own variables, the place of the local cloud, and nothing of ours", async () => {
    const { create, runner } = await ecs();
    await create();
    const env = runner.started[0]?.launch.env ?? {};
    expect(env).toMatchObject({
      WORLD: "w-1",
      HOST: "127.0.0.1",
      PORT: "40001",
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
    });
    expect(Object.keys(env)).not.toContain("HOME");
    expect(Object.keys(env).filter((name) => name.startsWith("npm_") || name.startsWith("VITEST"))).toEqual([]);
  });

  test("writes lines to the stream of the awslogs driver", async () => {
    const { create, runner, written, tasks } = await ecs();
    await create();
    runner.started[0]?.say("one", "two");
    const [task] = await tasks();
    const stream = `app/app/${text(task, "taskArn")?.split("/").at(-1)}`;
    expect(written).toEqual(
      ["one", "two"].map((message) => ({ to: { region: "eu-west-1", group: "/g", stream }, message })),
    );
  });

  test("replaces a task that ends, at once the first time, later the next", async () => {
    const { create, runner, settle, tasks, service } = await ecs();
    await create();
    runner.running()[0]?.exit(1);
    await settle();
    expect(runner.running()).toHaveLength(1);
    runner.running()[0]?.exit(1);
    await settle(999);
    expect(runner.running()).toHaveLength(0);
    await settle(1);
    expect(runner.running()).toHaveLength(1);
    const [stopped] = await tasks("STOPPED");
    expect(stopped).toMatchObject({
      lastStatus: "STOPPED",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      containers: [{ exitCode: 1, lastStatus: "STOPPED" }],
    });
    expect(await service()).toMatchObject({ deployments: [{ rolloutState: "COMPLETED", failedTasks: 0 }] });
  });

  test("scales out and in, and stops what it started when it goes", async () => {
    const { create, call, settle, runner, service, tasks } = await ecs();
    await create({ desiredCount: 1 });
    await call("UpdateService", { cluster: "c", service: "app", desiredCount: 3 });
    await settle();
    expect(await service()).toMatchObject({
      desiredCount: 3,
      runningCount: 3,
      deployments: [{ rolloutState: "COMPLETED" }],
    });
    await call("UpdateService", { cluster: "c", service: "app", desiredCount: 1 });
    await settle();
    expect(runner.running()).toHaveLength(1);
    expect((await tasks("STOPPED"))[0]).toMatchObject({
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: expect.stringMatching(/^Scaling activity initiated by \(deployment ecs-svc\/\d+\)$/),
    });
    await expect(call("DeleteService", { cluster: "c", service: "app" })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
    await call("DeleteService", { cluster: "c", service: "app", force: true });
    await settle();
    expect(runner.running()).toHaveLength(0);
    expect(await service()).toMatchObject({ status: "INACTIVE" });
    expect(await call("ListServices", { cluster: "c" })).toEqual({ serviceArns: [] });
  });

  test("is healthy when its container's check passes, and replaced when it stops passing", async () => {
    const { create, service, settle, runner, tasks } = await ecs();
    await create({}, definition(checked));
    expect(await service()).toMatchObject({ deployments: [{ rolloutState: "IN_PROGRESS" }] });
    await settle(300);
    expect(await service()).toMatchObject({ deployments: [{ rolloutState: "COMPLETED" }] });
    expect((await tasks())[0]).toMatchObject({ healthStatus: "HEALTHY" });
    for (const process of runner.running()) process.healthy = false;
    await settle(20_000);
    expect((await tasks("STOPPED"))[0]).toMatchObject({
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Task failed container health checks",
    });
    expect(said(await service()).join()).toContain("failed container health checks.");
    expect(runner.running()).toHaveLength(1);
  });
});

describe("a rollout", () => {
  test("of a new revision replaces the tasks once the new ones run", async () => {
    const { create, call, settle, runner, service } = await ecs();
    await create({ desiredCount: 2 });
    await call("RegisterTaskDefinition", definition(container({ command: ["node", "-e", "2"] })));
    await call("UpdateService", { cluster: "c", service: "app", taskDefinition: "app" });
    await settle();
    expect(runner.running().map(({ launch }) => launch.args)).toEqual([
      ["-e", "2"],
      ["-e", "2"],
    ]);
    expect(await service()).toMatchObject({
      taskDefinition: expect.stringMatching(/app:2$/),
      deployments: [{ status: "PRIMARY", rolloutState: "COMPLETED" }],
    });
  });

  test("is not begun by an update that changes nothing a task is made of, unless it is forced", async () => {
    const { create, call, settle, runner, service } = await ecs();
    await create();
    const id = async () => text(list(await service(), "deployments")[0], "id");
    const before = await id();
    await call("UpdateService", { cluster: "c", service: "app", taskDefinition: "app", networkConfiguration: network });
    expect(await id()).toBe(before);
    await call("UpdateService", { cluster: "c", service: "app", forceNewDeployment: true });
    await settle();
    expect(await id()).not.toBe(before);
    expect(runner.started).toHaveLength(2);
  });

  const broken: readonly [string, JsonObject, string][] = [
    [
      "an image that cannot be pulled",
      container({ image: "nothing:1" }),
      "CannotPullContainerError: pull image manifest",
    ],
    ["a command that is not there", container({ command: ["java"] }), "CannotStartContainerError: exec"],
    [
      "a secret that is not there",
      container({ secrets: [{ name: "A", valueFrom: "arn:s" }] }),
      "ResourceInitializationError: unable to pull secrets",
    ],
    [
      "a process that ends",
      container({ command: ["node", "-e", "exits"], healthCheck: checked["healthCheck"] }),
      "Essential container in task exited",
    ],
    [
      "a check that never passes",
      { ...checked, command: ["node", "-e", "sick"] },
      "Task failed container health checks",
    ],
  ];
  test.each(broken)("with %s trips the breaker and goes back", async (_, revision, reason) => {
    const fate = ({ args }: Launch) => ({ ...(args.includes("exits") && { exits: 3 }), sick: args.includes("sick") });
    const { create, call, settle, runner, service, tasks } = await ecs({ fate });
    await create({ deploymentConfiguration: breaker });
    const [before] = await tasks();
    await call("RegisterTaskDefinition", definition(revision));
    await call("UpdateService", { cluster: "c", service: "app", taskDefinition: "app" });
    await settle(60_000);
    expect((await tasks()).map((task) => task["taskArn"])).toEqual([before?.["taskArn"]]);
    expect(runner.running()).toHaveLength(1);
    expect((await tasks("STOPPED"))[0]).toMatchObject({ stoppedReason: expect.stringContaining(reason) });
    const described = await service();
    expect(described).toMatchObject({
      taskDefinition: expect.stringMatching(/app:1$/),
      deployments: [{ rolloutState: "COMPLETED" }],
    });
    expect(said(described).join("\n")).toMatch(/deployment failed: tasks failed to start[^]*/);
    const past = await call("ListServiceDeployments", { cluster: "c", service: "app" });
    expect(list(past, "serviceDeployments").map((each) => text(each, "status"))).toEqual([
      "ROLLBACK_SUCCESSFUL",
      "SUCCESSFUL",
    ]);
  });

  test("of a first deployment without rollback ends as FAILED with the reason on the container", async () => {
    const { create, settle, service, tasks } = await ecs();
    await create({ deploymentConfiguration: breaker }, definition(container({ image: "nothing:1" })));
    await settle(10_000);
    expect(await service()).toMatchObject({
      runningCount: 0,
      deployments: [{ rolloutState: "FAILED", failedTasks: 3 }],
    });
    expect((await tasks("STOPPED"))[0]).toMatchObject({
      stopCode: "TaskFailedToStart",
      containers: [{ reason: expect.stringContaining("CannotPullContainerError") }],
    });
  });
});

test("a task whose log group is missing fails to start, as with the awslogs driver", async () => {
  const { create, settle, tasks } = await ecs({ needs: { logs: { open: () => false, write: () => {} } } });
  await create({ deploymentConfiguration: breaker });
  await settle(5_000);
  expect((await tasks("STOPPED"))[0]).toMatchObject({
    stoppedReason: expect.stringContaining("failed to create Cloudwatch log stream"),
  });
});

test("secrets come from the reader, and an image may be run by a command in its place", async () => {
  const { create, part, runner } = await ecs({ needs: { secret: async (_, from) => `value of ${from}` } });
  await part.admin?.["images"]?.({ image: "own/app:2", command: ["node", "server.js"] });
  await create({}, definition(container({ image: "own/app:2", secrets: [{ name: "TOKEN", valueFrom: "arn:t" }] })));
  expect(runner.started[0]?.launch).toMatchObject({ args: ["server.js"], env: { TOKEN: "value of arn:t" } });
});

test("a container that is not essential is left out where it cannot run", async () => {
  const { create, tasks, runner } = await ecs();
  await create({}, definition(container(), { name: "otel", image: "aws-otel-collector", essential: false }));
  expect(runner.running()).toHaveLength(1);
  expect((await tasks())[0]).toMatchObject({
    lastStatus: "RUNNING",
    containers: [
      { name: "app" },
      { name: "otel", lastStatus: "STOPPED", reason: expect.stringContaining("CannotPull") },
    ],
  });
});

describe("targets of a load balancer", () => {
  const balanced = { loadBalancers: [{ targetGroupArn: "tg", containerName: "app", containerPort: 8080 }] };
  test("make a task healthy when theirs is, and have it replaced when they fail", async () => {
    const { targets, set, states } = targetStates();
    const { create, service, settle, tasks } = await ecs({ needs: { targets } });
    await create(balanced);
    expect([...states]).toEqual([[40_001, "initial"]]);
    expect(await service()).toMatchObject({ deployments: [{ rolloutState: "IN_PROGRESS" }] });
    set("healthy");
    expect(await service()).toMatchObject({ deployments: [{ rolloutState: "COMPLETED" }] });
    set("unhealthy");
    await settle();
    expect([...states.keys()]).toEqual([40_002]);
    expect((await tasks("STOPPED"))[0]).toMatchObject({
      stoppedReason: "Task failed ELB health checks in (target-group tg)",
    });
  });

  test("count for the breaker: a task that was healthy by its target and ends is not one that failed to start", async () => {
    const { targets, set } = targetStates();
    const { create, service, settle, runner } = await ecs({ needs: { targets } });
    await create(balanced);
    runner.running()[0]?.exit(1);
    await settle();
    expect(await service()).toMatchObject({ deployments: [{ failedTasks: 1 }] });
    set("healthy");
    expect(await service()).toMatchObject({ deployments: [{ rolloutState: "COMPLETED", failedTasks: 0 }] });
    runner.running()[0]?.exit(1);
    await settle();
    expect(await service()).toMatchObject({ deployments: [{ failedTasks: 0 }] });
  });

  test("are overlooked for the grace period, and are looked at when it ends", async () => {
    const { targets, set } = targetStates();
    const { create, settle, tasks } = await ecs({ ground: fakeGround({ timeScale: 1 }), needs: { targets } });
    await create({ ...balanced, healthCheckGracePeriodSeconds: 60 });
    await settle(12_000);
    set("unhealthy");
    await settle(59_999);
    expect(await tasks("STOPPED")).toEqual([]);
    await settle(1);
    expect(await tasks("STOPPED")).toMatchObject([{ stoppedReason: expect.stringContaining("ELB health checks") }]);
  });
});

/** Targets whose states a test sets, all of them at once. */
function targetStates() {
  const states = new Map<number, "initial" | "healthy" | "unhealthy">();
  let listener = () => {};
  return {
    states,
    set: (state: "healthy" | "unhealthy") => {
      for (const port of states.keys()) states.set(port, state);
      listener();
    },
    targets: {
      register: (_: string, { port }: { port: number }) => void states.set(port, "initial"),
      deregister: (_: string, { port }: { port: number }) => void states.delete(port),
      state: (_: string, { port }: { port: number }) => states.get(port),
      onChange: (each: () => void) => (listener = each),
    },
  };
}
