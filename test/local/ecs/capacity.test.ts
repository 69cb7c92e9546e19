import { ECS, ConflictException } from "@aws-sdk/client-ecs";
import { expect, onTestFinished, test } from "vitest";
import { serveCloud } from "../../../src/local/cloud.ts";
import { type JsonObject, list, text } from "../../../src/local/json.ts";
import { starterImage } from "../../../templates/starter/starter.ts";
import { folder } from "../serving.ts";
import { breaker, definition, ecs, network } from "./ecs-world.ts";

const said = async (service: () => Promise<JsonObject>) =>
  list(await service(), "events").map((event) => text(event, "message"));

// ECS developer guide, service event messages: both texts.
test("a service gets no more vCPUs than the account may run, and goes on when it may run more", async () => {
  let vcpus = 0.5;
  const quota = (service: string, code: string) => (service === "fargate" && code === "L-3032A538" ? vcpus : undefined);
  const { create, service, settle, runner } = await ecs({ needs: { quota } });
  await create({ desiredCount: 3 });
  expect(runner.running()).toHaveLength(2);
  expect(await said(service)).toContain(
    "(service app) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.",
  );
  vcpus = 6;
  await settle(60_000);
  expect(runner.running()).toHaveLength(3);
  expect(await service()).toMatchObject({ deployments: [{ rolloutState: "COMPLETED" }] });
});

// API reference, Deployment: a task that the scheduler cannot launch is a failed one.
test("a rollout that Fargate has no room for trips the circuit breaker", async () => {
  const { create, call, part, settle, service, runner } = await ecs();
  await create({ desiredCount: 2, deploymentConfiguration: breaker });
  await part.admin?.["fargate-capacity"]?.({ unavailable: "FARGATE" });
  await call("UpdateService", { cluster: "c", service: "app", forceNewDeployment: true });
  await settle(60_000);
  expect(runner.running()).toHaveLength(2);
  const events = (await said(service)).join("\n");
  expect(events).toContain(
    "(service app) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.",
  );
  expect(events).toContain("deployment failed: tasks failed to start.");
  expect(await call("ListServiceDeployments", { cluster: "c", service: "app" })).toMatchObject({
    serviceDeployments: [{ status: "ROLLBACK_SUCCESSFUL" }, { status: "SUCCESSFUL" }],
  });
});

test("RunTask starts what there is room for and tells the rest as failures", async () => {
  const { call, part } = await ecs({ needs: { quota: () => 0.75 } });
  await call("RegisterTaskDefinition", definition());
  const run = (more = {}) =>
    call("RunTask", { cluster: "c", taskDefinition: "app", networkConfiguration: network, ...more });
  const vcpuLimit = { reason: "You've reached the limit on the number of vCPUs you can run concurrently" };
  const first = await run({ count: 4 });
  expect(list(first, "tasks")).toHaveLength(3);
  expect(first["failures"]).toEqual([vcpuLimit]);
  const spot = { capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT" }] };
  expect(await run({ ...spot, overrides: { cpu: "1 vCPU" } })).toEqual({ tasks: [], failures: [vcpuLimit] });
  expect((await run(spot))["failures"]).toEqual([]);
  const admin = async (input: JsonObject) => part.admin?.["fargate-capacity"]?.(input);
  expect(await admin({ unavailable: "FARGATE_SPOT", region: "eu-west-1" })).toEqual({
    unavailable: [{ provider: "FARGATE_SPOT", region: "eu-west-1" }],
  });
  expect((await run(spot))["failures"]).toMatchObject([{ reason: expect.stringMatching(/^Capacity is unavailable/) }]);
  expect(await admin({ clear: "true" })).toEqual({ unavailable: [] });
  expect((await run(spot))["failures"]).toEqual([]);
  await expect(admin({ unavailable: "EC2" })).rejects.toThrow("unavailable must be one of FARGATE, FARGATE_SPOT.");
});

test("over HTTP a quota that was set is kept, and a client token starts its tasks once", async () => {
  const cloud = await serveCloud({ dir: folder() });
  const { endpoint } = cloud;
  onTestFinished(() => cloud.stop());
  const config = { region: "eu-central-1", credentials: { accessKeyId: "a", secretAccessKey: "b" }, maxAttempts: 1 };
  const client = new ECS({ ...config, endpoint });
  onTestFinished(() => client.destroy());
  const set = { service: "fargate", code: "L-3032A538", value: 0.5 };
  await fetch(`${endpoint}/_gworld/service-quotas`, { method: "POST", body: JSON.stringify(set) });
  await client.createCluster({ clusterName: "c" });
  await client.registerTaskDefinition({
    family: "job",
    cpu: "256",
    memory: "512",
    containerDefinitions: [
      { name: "app", image: starterImage, command: ["node", "-e", "setInterval(() => undefined, 1000)"] },
    ],
  });
  const input = { cluster: "c", taskDefinition: "job", count: 2, clientToken: "once", startedBy: "me", group: "jobs" };
  const first = await client.runTask(input);
  expect(first).toMatchObject({ tasks: [{ group: "jobs", startedBy: "me" }, {}], failures: [] });
  const again = await client.runTask(input);
  expect(again.tasks?.map(({ taskArn }) => taskArn)).toEqual(first.tasks?.map(({ taskArn }) => taskArn));
  const other = await client.runTask({ ...input, count: 1 }).catch((error: unknown) => error);
  expect(other).toBeInstanceOf(ConflictException);
  expect(other).toMatchObject({ resourceIds: first.tasks?.map(({ taskArn }) => taskArn) });
  expect(await client.runTask({ ...input, clientToken: "twice" })).toMatchObject({
    tasks: [],
    failures: [{ reason: expect.stringContaining("vCPUs") }, {}],
  });
});
