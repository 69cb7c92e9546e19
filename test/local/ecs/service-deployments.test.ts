import { describe, expect, test } from "vitest";
import { type JsonObject, list, object, text } from "../../../src/local/json.ts";
import { fakeGround } from "../fake-ground.ts";
import { breaker, container, definition, ecs } from "./ecs-world.ts";

/** A service whose second revision never starts, and what its service deployments say. */
async function world(given: JsonObject = {}, surroundings: Parameters<typeof ecs>[0] = {}) {
  const made = await ecs(surroundings);
  await made.create({ desiredCount: 2, ...given });
  const { call, settle } = made;
  const listed = async (more: JsonObject = {}) =>
    list(await call("ListServiceDeployments", { cluster: "c", service: "app", ...more }), "serviceDeployments");
  const described = async () => {
    const arns = (await listed()).map((each) => text(each, "serviceDeploymentArn") ?? "");
    return list(await call("DescribeServiceDeployments", { serviceDeploymentArns: arns }), "serviceDeployments");
  };
  const deploy = async (revision: JsonObject, milliseconds = 0) => {
    await call("RegisterTaskDefinition", definition(revision));
    await call("UpdateService", { cluster: "c", service: "app", taskDefinition: "app" });
    await settle(milliseconds);
  };
  const stop = async (stopType?: string, index = 0) =>
    call("StopServiceDeployment", {
      serviceDeploymentArn: text((await listed())[index], "serviceDeploymentArn"),
      ...(stopType !== undefined && { stopType }),
    });
  const revision = async (arn: string | undefined) =>
    list(await call("DescribeServiceRevisions", { serviceRevisionArns: [arn ?? ""] }), "serviceRevisions")[0];
  return { ...made, listed, described, deploy, stop, revision };
}

const broken = container({ image: "nothing:1" });
/** Runs, and is never healthy nor sick: its check has not been asked yet. */
const slow = container({ healthCheck: { command: ["CMD", "node", "-e", "slow"], startPeriod: 300 } });
const arn = (what: string) => `arn:aws:ecs:eu-west-1:000000000000:${what}`;

describe("a service deployment", () => {
  test("that is done tells what it replaced, with the tasks there were at its end", async () => {
    const { deploy, described, service } = await world({ deploymentConfiguration: breaker });
    await deploy(container({ command: ["node", "-e", "2"] }));
    const [second, first] = await described();
    expect(second).toMatchObject({
      serviceDeploymentArn: expect.stringMatching(/:service-deployment\/c\/app\/[\w-]{21}$/),
      serviceArn: arn("service/c/app"),
      clusterArn: arn("cluster/c"),
      status: "SUCCESSFUL",
      sourceServiceRevisions: [{ requestedTaskCount: 0, runningTaskCount: 0, pendingTaskCount: 0 }],
      targetServiceRevision: { requestedTaskCount: 2, runningTaskCount: 2, pendingTaskCount: 0 },
      deploymentCircuitBreaker: { status: "MONITORING_COMPLETE", failureCount: 0, threshold: 3 },
      deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 100, ...breaker },
      alarms: { status: "DISABLED" },
      startedAt: expect.any(Number),
      finishedAt: expect.any(Number),
    });
    expect(second).not.toHaveProperty("rollback");
    expect(first).toMatchObject({ status: "SUCCESSFUL", sourceServiceRevisions: [] });
    expect(await service()).toMatchObject({ currentServiceRevisions: [{ runningTaskCount: 2 }] });
    expect(await service()).not.toHaveProperty("currentServiceDeployment");
  });

  // The text is what Terraform's AWS provider has recorded of AWS.
  test("whose circuit breaker triggers rolls itself back, and says to what and why", async () => {
    const { deploy, described } = await world({ deploymentConfiguration: breaker });
    await deploy(broken, 60_000);
    const [second, first] = await described();
    const reason = "Service deployment rolled back because the circuit breaker threshold was exceeded.";
    expect(second).toMatchObject({
      status: "ROLLBACK_SUCCESSFUL",
      statusReason: reason,
      deploymentCircuitBreaker: { status: "TRIGGERED", failureCount: 3, threshold: 3 },
      targetServiceRevision: { requestedTaskCount: 0, runningTaskCount: 0 },
      rollback: {
        reason,
        startedAt: expect.any(Number),
        serviceRevisionArn: text(object(first, "targetServiceRevision"), "arn"),
      },
    });
  });

  test("that is to roll back and is the first has no candidate", async () => {
    const { create, call, settle } = await ecs();
    await create({ deploymentConfiguration: breaker }, definition(broken));
    await settle(60_000);
    expect(await call("ListServiceDeployments", { cluster: "c", service: "app" })).toMatchObject({
      serviceDeployments: [
        { status: "ROLLBACK_FAILED", statusReason: "No rollback candidate was found to run the rollback." },
      ],
    });
  });

  test("that fails without rollback stops", async () => {
    const given = { deploymentCircuitBreaker: { enable: true, rollback: false } };
    const { deploy, described, runner } = await world({ deploymentConfiguration: given });
    await deploy(broken, 60_000);
    const [second] = await described();
    expect(second).toMatchObject({
      status: "STOPPED",
      stoppedAt: expect.any(Number),
      deploymentCircuitBreaker: { status: "TRIGGERED", failureCount: 3 },
    });
    expect(runner.running()).toHaveLength(2);
  });

  test("that a newer one overtakes is stopped", async () => {
    const { deploy, listed, service } = await world();
    await deploy(slow);
    expect(await service()).toMatchObject({ currentServiceDeployment: expect.stringContaining("service-deployment/") });
    await deploy(container({ command: ["node", "-e", "3"] }));
    const statuses = (await listed()).map((each) => text(each, "status"));
    expect(statuses).toEqual(["SUCCESSFUL", "STOPPED", "SUCCESSFUL"]);
    expect(await listed({ status: ["STOPPED"] })).toHaveLength(1);
    expect(await listed({ createdAt: { after: 4_000_000_000 } })).toEqual([]);
  });

  test("goes with its service", async () => {
    const { call, listed, described, revision, settle } = await world();
    const [first] = await described();
    const target = text(object(first, "targetServiceRevision"), "arn");
    expect(await revision(target)).toMatchObject({ serviceRevisionArn: target });
    await call("DeleteService", { cluster: "c", service: "app", force: true });
    await settle();
    expect(await listed()).toEqual([]);
    expect(await revision(target)).toBeUndefined();
  });
});

// ECS developer guide, How CloudWatch alarms detect deployment failures; the names of the states are the API reference's.
describe("the alarms of a service deployment", () => {
  const watching = (rollback = true) => ({ alarms: { alarmNames: ["errors", "slow"], enable: true, rollback } });
  /** Alarms in ALARM as told, whose bake time is half a minute where time is a thousandth. */
  const alarmed = async (deploymentConfiguration: JsonObject = watching()) => {
    const raised = new Set<string>();
    const alarm = (_region: string, name: string) => ({ isRaised: raised.has(name), window: 30_000_000 });
    const ground = fakeGround({ timeScale: 0.001 });
    const made = await world({ deploymentConfiguration }, { ground, needs: { alarm } });
    const states = async () => (await made.described()).map((each) => [text(each, "status"), object(each, "alarms")]);
    return { ...made, raised, states };
  };
  const told = (status: string, triggered: readonly string[] = []) => ({
    status,
    alarmNames: ["errors", "slow"],
    triggeredAlarmNames: triggered,
  });

  test("are monitored until the bake time is over, which delays its end", async () => {
    const { states, settle, service } = await alarmed();
    await settle(10_000);
    expect(await service()).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: "IN_PROGRESS" }] });
    expect(await states()).toEqual([["IN_PROGRESS", told("MONITORING")]]);
    await settle(60_000);
    expect(await states()).toEqual([["SUCCESSFUL", told("MONITORING_COMPLETE")]]);
    expect(await service()).toMatchObject({ deployments: [{ rolloutState: "COMPLETED" }] });
  });

  test("roll it back when one goes into ALARM in its bake time, and the rollback has none", async () => {
    const { deploy, states, settle, service, raised } = await alarmed();
    await settle(60_000);
    const before = await service();
    await deploy(container({ command: ["node", "-e", "2"] }), 5_000);
    expect((await states())[0]).toEqual(["IN_PROGRESS", told("MONITORING")]);
    raised.add("slow");
    await settle(20_000);
    expect((await states())[0]).toEqual(["ROLLBACK_SUCCESSFUL", told("TRIGGERED", ["slow"])]);
    const after = await service();
    expect(after).toMatchObject({
      taskDefinition: before["taskDefinition"],
      deployments: [{ rolloutState: "COMPLETED" }],
    });
    expect(
      list(after, "events")
        .map((event) => text(event, "message") ?? "")
        .join("\n"),
    ).toMatch(/\(service app\) \(deployment ecs-svc\/\d+\) deployment failed: alarm detected\.$/m);
  });

  test("stop it where no rollback is configured", async () => {
    const { deploy, states, settle, raised, service } = await alarmed(watching(false));
    await settle(60_000);
    await deploy(slow, 5_000);
    raised.add("errors");
    await settle(5_000);
    expect((await states())[0]).toEqual(["STOPPED", told("TRIGGERED", ["errors"])]);
    expect(await service()).toMatchObject({ deployments: [{ rolloutState: "FAILED" }] });
  });

  test("are ignored for the whole of it when one is in ALARM as it begins, and it bakes not", async () => {
    const { deploy, states, settle, raised } = await alarmed();
    await settle(60_000);
    raised.add("errors");
    await deploy(container({ command: ["node", "-e", "2"] }), 1_000);
    expect((await states())[0]).toEqual(["SUCCESSFUL", told("DISABLED")]);
    raised.add("slow");
    await settle(60_000);
    expect((await states())[0]).toEqual(["SUCCESSFUL", told("DISABLED")]);
  });

  test("that are named and not enabled are told, and change nothing", async () => {
    const { states, raised, settle } = await alarmed({ alarms: { ...watching().alarms, enable: false } });
    raised.add("errors");
    await settle(1_000);
    expect(await states()).toEqual([["SUCCESSFUL", told("DISABLED")]]);
  });
});

describe("StopServiceDeployment", () => {
  // ECS developer guide, stopping: IN_PROGRESS moves to ROLLBACK_REQUESTED, also where no rollback is configured.
  test("rolls back to the revision before", async () => {
    const { deploy, stop, listed, settle, service, runner } = await world();
    const before = await service();
    await deploy(slow);
    const stopped = await stop();
    expect(stopped).toEqual({ serviceDeploymentArn: text((await listed())[0], "serviceDeploymentArn") });
    await settle();
    expect((await listed())[0]).toMatchObject({ status: "ROLLBACK_SUCCESSFUL" });
    expect(await service()).toMatchObject({
      taskDefinition: before["taskDefinition"],
      deployments: [{ rolloutState: "COMPLETED" }],
    });
    expect(runner.running().map(({ launch }) => launch.args)).toEqual([
      ["-e", "1"],
      ["-e", "1"],
    ]);
  });

  test("ABORT leaves the tasks that are there and starts no more", async () => {
    const { deploy, stop, listed, settle, runner } = await world();
    await deploy(slow);
    const running = runner.running().length;
    await stop("ABORT");
    await settle(1_000);
    expect((await listed())[0]).toMatchObject({ status: "STOPPED" });
    expect(runner.running().length).toBeLessThanOrEqual(running);
  });

  test.each([
    ["SUCCESSFUL", "ROLLBACK", "ConflictException"],
    ["SUCCESSFUL", "SIDEWAYS", "InvalidParameterException"],
  ])("of one that is %s by %s is refused with %s", async (_, stopType, code) => {
    const { stop } = await world();
    await expect(stop(stopType)).rejects.toMatchObject({ code });
  });

  test("of none is refused", async () => {
    const { call } = await ecs();
    const serviceDeploymentArn = arn("service-deployment/c/app/none");
    await expect(call("StopServiceDeployment", { serviceDeploymentArn })).rejects.toMatchObject({
      code: "ServiceDeploymentNotFoundException",
    });
  });
});

test("a service revision holds what the tasks of one deployment are made of", async () => {
  const image = `node@sha256:${"a".repeat(64)}`;
  const { deploy, described, revision, call } = await world({
    capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }],
    loadBalancers: [{ targetGroupArn: "tg", containerName: "app", containerPort: 8080 }],
  });
  await deploy(container({ image }));
  const [second] = await described();
  const target = text(object(second, "targetServiceRevision"), "arn");
  expect(await revision(target)).toMatchObject({
    serviceRevisionArn: target,
    serviceArn: arn("service/c/app"),
    clusterArn: arn("cluster/c"),
    taskDefinition: arn("task-definition/app:2"),
    capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }],
    platformFamily: "Linux",
    loadBalancers: [{ targetGroupArn: "tg" }],
    networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
    containerImages: [{ containerName: "app", image, imageDigest: image.split("@")[1] }],
    createdAt: expect.any(Number),
  });
  expect(await call("DescribeServiceRevisions", { serviceRevisionArns: ["none"] })).toEqual({
    serviceRevisions: [],
    failures: [{ arn: "none", reason: "MISSING" }],
  });
});
