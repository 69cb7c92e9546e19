import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { breakerOf } from "../../../src/local/ecs/breaker.ts";
import { beginDeployment, restartDelay, taskFailed, taskHealthy } from "../../../src/local/ecs/rollout.ts";
import type { ServiceRow } from "../../../src/local/ecs/rows.ts";
import { schedule, type TaskView } from "../../../src/local/ecs/schedule.ts";
import type { JsonObject } from "../../../src/local/json.ts";

const base: ServiceRow = {
  arn: "arn:aws:ecs:eu-west-1:000000000000:service/c/s",
  name: "s",
  region: "eu-west-1",
  clusterArn: "arn:aws:ecs:eu-west-1:000000000000:cluster/c",
  status: "ACTIVE",
  desiredCount: 1,
  createdAt: 0,
  settings: {},
  deployments: [],
  serviceDeployments: [],
  events: [],
  steady: false,
  tags: {},
};

const breaker = (rollback: boolean): JsonObject => ({
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback } },
});

/** A service with simulated tasks: time stands unless moved, tasks become what `fate` says one round after their start. */
function simulation(given: Partial<ServiceRow>, fate: (taskDefinition: string) => "healthy" | "unhealthy" | "exits") {
  let service = beginDeployment({ ...base, ...given }, { id: "ecs-svc/1", taskDefinition: "td:1", now: 0 });
  let tasks: TaskView[] = [];
  let now = 0;
  let count = 0;
  const messages: string[] = [];
  const fateOf = (task: TaskView) =>
    fate(service.deployments.find(({ id }) => id === task.deploymentId)?.taskDefinition ?? "");

  /** Decides once and carries it out: what was stopping has stopped, what was pending meets its fate. */
  const round = () => {
    now += 1_000;
    tasks = tasks.filter(({ state }) => state !== "stopping");
    for (const task of tasks.filter(({ state }) => state === "pending")) {
      const end = fateOf(task);
      tasks = tasks.filter(({ id }) => id !== task.id);
      if (end === "exits") {
        const told = taskFailed(service, { deploymentId: task.deploymentId, wasHealthy: false, lived: 1, now });
        service = told.service;
        messages.push(...told.messages);
      } else {
        tasks.push({ ...task, state: end, wasHealthy: end === "healthy" });
        if (end === "healthy") service = taskHealthy(service, task.deploymentId, now);
      }
    }
    const decision = schedule(service, tasks, now);
    service = decision.service;
    messages.push(...decision.messages);
    const stopping = new Set(decision.stop.map(({ task }) => task.arn));
    tasks = tasks.map((task) => (stopping.has(task.arn) ? { ...task, state: "stopping" } : task));
    for (let started = 0; started < decision.start.count; started += 1) {
      const id = `t${(count += 1)}`;
      const deploymentId = decision.start.deployment.id;
      tasks.push({ arn: id, id, deploymentId, createdAt: now, state: "pending", wasHealthy: false });
    }
    return decision;
  };
  const live = () => tasks.filter(({ state }) => state !== "stopping");
  return {
    round,
    rounds: (times: number) => {
      for (let time = 0; time < times; time += 1) round();
    },
    deploy: (taskDefinition: string) => {
      const again = service.deployments.some((row) => row.taskDefinition === taskDefinition) ? `-${(count += 1)}` : "";
      service = beginDeployment(service, { id: `ecs-svc/${taskDefinition}${again}`, taskDefinition, now });
    },
    change: (change: Partial<ServiceRow>) => {
      service = { ...service, ...change };
    },
    kill: () => {
      const [gone] = live();
      if (!gone) return;
      tasks = tasks.filter(({ id }) => id !== gone.id);
      service = taskFailed(service, { deploymentId: gone.deploymentId, wasHealthy: true, lived: 120_000, now }).service;
    },
    live,
    healthy: () => live().filter(({ state }) => state === "healthy").length,
    service: () => service,
    messages,
  };
}

const ends = ({ serviceDeployments }: ServiceRow) =>
  serviceDeployments.map(({ target, status }) => [target.deploymentId, status]);

const always = (what: "healthy" | "unhealthy" | "exits") => () => what;
const brokenSecond = (taskDefinition: string) => (taskDefinition === "td:1" ? "healthy" : "exits");

describe("a rollout", () => {
  test("starts what is desired, completes when all is healthy, and says so once", () => {
    const run = simulation({ desiredCount: 3 }, always("healthy"));
    expect(run.round().start.count).toBe(3);
    run.rounds(5);
    expect(run.service().deployments).toMatchObject([
      { id: "ecs-svc/1", rolloutState: "COMPLETED", rolloutStateReason: "ECS deployment ecs-svc/1 completed." },
    ]);
    expect(run.messages).toEqual([
      "(service s) (deployment ecs-svc/1) deployment completed.",
      "(service s) has reached a steady state.",
    ]);
  });

  test("of no tasks completes at once", () => {
    const run = simulation({ desiredCount: 0 }, always("healthy"));
    expect(run.round().start.count).toBe(0);
    expect(run.service().deployments[0]?.rolloutState).toBe("COMPLETED");
  });

  test("that another overtakes is remembered as superseded", () => {
    const run = simulation({ desiredCount: 1 }, always("healthy"));
    run.deploy("td:2");
    run.rounds(4);
    expect(run.service().deployments.map(({ id }) => id)).toEqual(["ecs-svc/td:2"]);
    // ECS developer guide, states: a user starts a new one, the old moves to STOP_REQUESTED and from there to STOPPED.
    expect(ends(run.service())).toEqual([
      ["ecs-svc/td:2", "SUCCESSFUL"],
      ["ecs-svc/1", "STOPPED"],
    ]);
  });

  test("keeps inside its percentages and ends with the new tasks alone", () => {
    const shares = fc.tuple(
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 100, max: 200 }),
      fc.integer({ min: 1, max: 12 }),
    );
    fc.assert(
      fc.property(shares, ([minimumHealthyPercent, maximumPercent, desiredCount]) => {
        const most = Math.floor((desiredCount * maximumPercent) / 100);
        const least = Math.ceil((desiredCount * minimumHealthyPercent) / 100);
        fc.pre(most > desiredCount || least < desiredCount);
        const settings = { deploymentConfiguration: { minimumHealthyPercent, maximumPercent } };
        const run = simulation({ desiredCount, settings }, always("healthy"));
        run.rounds(3);
        run.deploy("td:2");
        for (let time = 0; time < 60; time += 1) {
          run.round();
          expect(run.live().length).toBeLessThanOrEqual(most);
          expect(run.healthy()).toBeGreaterThanOrEqual(least);
        }
        expect(run.service().deployments).toMatchObject([{ id: "ecs-svc/td:2", rolloutState: "COMPLETED" }]);
        expect(run.live().map(({ deploymentId }) => deploymentId)).toEqual(
          Array.from({ length: desiredCount }, () => "ecs-svc/td:2"),
        );
      }),
    );
  });

  test("whatever is asked of it in between, a service of healthy tasks comes to its desired count", () => {
    const ask = fc.oneof(
      fc.record({ count: fc.nat(6) }),
      fc.record({ deploy: fc.integer({ min: 2, max: 4 }) }),
      fc.constant({ kill: true }),
      fc.constant({ wait: true }),
    );
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 15 }), (asked) => {
        const run = simulation({ desiredCount: 2 }, always("healthy"));
        for (const step of asked) {
          if ("count" in step) run.change({ desiredCount: step.count, steady: false });
          else if ("deploy" in step) run.deploy(`td:${step.deploy}`);
          else if ("kill" in step) run.kill();
          run.round();
        }
        run.rounds(30);
        expect(run.healthy()).toBe(run.service().desiredCount);
        expect(run.live()).toHaveLength(run.service().desiredCount);
        expect(run.service()).toMatchObject({ steady: true, deployments: [{ rolloutState: "COMPLETED" }] });
      }),
    );
  });
});

describe("the circuit breaker", () => {
  test.each([
    [1, {}, 3],
    [7, {}, 4],
    [1000, {}, 200],
    [10, { thresholdConfiguration: { type: "COUNT", value: 2 } }, 2],
    [10, { thresholdConfiguration: { type: "UNBOUNDED_PERCENT", value: 10 } }, 1],
    [10, { thresholdConfiguration: { type: "BOUNDED_PERCENT", value: 100 } }, 10],
  ])("of %i tasks with %o trips at %i failures", (desired, configuration, threshold) => {
    const settings = { deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, ...configuration } } };
    expect(breakerOf(settings, desired).threshold).toBe(threshold);
  });

  // API reference, DeploymentCircuitBreaker: resetOnHealthyTask, true where nothing is said.
  test.each([
    [undefined, 1, "IN_PROGRESS"],
    [true, 1, "IN_PROGRESS"],
    [false, 2, "STOP_REQUESTED"],
  ])("with resetOnHealthyTask %s counts %i failures around a healthy task: %s", (reset, failureCount, status) => {
    const thresholdConfiguration = { type: "COUNT", value: 2 };
    const given = { enable: true, rollback: false, resetOnHealthyTask: reset, thresholdConfiguration };
    const settings = { deploymentConfiguration: { deploymentCircuitBreaker: given } };
    const id = "ecs-svc/1";
    const failure = { deploymentId: id, wasHealthy: false, lived: 1, now: 1 };
    const begun = beginDeployment({ ...base, settings }, { id, taskDefinition: "td:1", now: 0 });
    const once = taskHealthy(taskFailed(schedule(begun, [], 0).service, failure).service, id, 2);
    expect(taskFailed(once, failure).service.serviceDeployments).toMatchObject([{ status, breaker: { failureCount } }]);
  });

  test.each(["exits", "unhealthy"] as const)("fails a first deployment whose tasks are of no use: %s", (fate) => {
    const run = simulation({ settings: breaker(true) }, always(fate));
    run.rounds(20);
    expect(run.service().deployments).toMatchObject([
      {
        rolloutState: "FAILED",
        failedTasks: 3,
        rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start.",
      },
    ]);
    expect(run.live()).toEqual([]);
    expect(run.messages).toContain("(service s) (deployment ecs-svc/1) deployment failed: tasks failed to start.");
  });

  test("goes back to the last completed deployment, whose tasks never stopped", () => {
    const run = simulation({ desiredCount: 2, settings: breaker(true) }, brokenSecond);
    run.rounds(3);
    const before = run.live().map(({ id }) => id);
    run.deploy("td:2");
    run.rounds(20);
    expect(run.live().map(({ id }) => id)).toEqual(before);
    expect(run.service().deployments).toMatchObject([
      { id: "ecs-svc/1", rolloutState: "COMPLETED", taskDefinition: "td:1" },
    ]);
    // One service deployment holds its own rollback (API reference, ServiceDeployment: rollback).
    expect(ends(run.service())).toEqual([
      ["ecs-svc/td:2", "ROLLBACK_SUCCESSFUL"],
      ["ecs-svc/1", "SUCCESSFUL"],
    ]);
    expect(run.messages).toContain("(service s) rolling back to deployment ecs-svc/1.");
  });

  test("without rollback leaves the old tasks as they are and starts nothing more", () => {
    const run = simulation({ desiredCount: 2, settings: breaker(false) }, brokenSecond);
    run.rounds(3);
    run.deploy("td:2");
    run.rounds(20);
    expect(run.healthy()).toBe(2);
    expect(run.service().deployments).toMatchObject([
      { id: "ecs-svc/td:2", rolloutState: "FAILED" },
      { id: "ecs-svc/1", rolloutState: "COMPLETED" },
    ]);
  });

  test("that is off tries on, ever more slowly", () => {
    const run = simulation({}, always("exits"));
    run.rounds(40);
    const [primary] = run.service().deployments;
    expect(primary?.rolloutState).toBe("IN_PROGRESS");
    expect(primary?.failedTasks).toBeLessThan(8);
    expect(run.messages).toContain("(service s) is unable to consistently start tasks successfully.");
  });
});

test.each([
  [1, 0],
  [2, 1_000],
  [3, 2_000],
  [5, 8_000],
  [20, 300_000],
])("restart %i waits %i ms", (restarts, delay) => {
  expect(restartDelay(restarts)).toBe(delay);
});

test("scaling in stops what is not healthy first, then the youngest", () => {
  const service = beginDeployment({ ...base, desiredCount: 1 }, { id: "d", taskDefinition: "td:1", now: 0 });
  const task = (id: string, createdAt: number, state: TaskView["state"]): TaskView => ({
    arn: id,
    id,
    deploymentId: "d",
    createdAt,
    state,
    wasHealthy: true,
  });
  const { stop } = schedule(
    service,
    [task("old", 1, "healthy"), task("young", 2, "healthy"), task("new", 0, "pending")],
    3,
  );
  expect(stop.map(({ task: { id }, reason }) => [id, reason])).toEqual([
    ["new", "Scaling activity initiated by (deployment d)"],
    ["young", "Scaling activity initiated by (deployment d)"],
  ]);
});

test("a service that is deleted drains, then is inactive", () => {
  const run = simulation({ desiredCount: 2 }, always("healthy"));
  run.rounds(3);
  run.change({ status: "DRAINING" });
  expect(run.round().stop).toHaveLength(2);
  run.round();
  expect(run.service()).toMatchObject({ status: "INACTIVE", deployments: [] });
});
