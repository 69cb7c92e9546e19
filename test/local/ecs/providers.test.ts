import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/local/json.ts";
import type { Part, ResourceRequest } from "../../../src/local/resource.ts";
import { ecs } from "./ecs-world.ts";

const region = "eu-west-1";
const arn = (resource: string) => `arn:aws:ecs:${region}:000000000000:${resource}`;

let tokens = 0;

function request(type: string, properties: JsonObject, token = `t${(tokens += 1)}`): ResourceRequest {
  return {
    account: "000000000000",
    region,
    stackId: "stack",
    stackName: "dev",
    logicalId: "Thing",
    type,
    properties,
    tags: { "gworld:env": "dev" },
    token,
    generatedName: () => "dev-Thing-ABC",
  };
}

const provider = (part: Part, type: string) => {
  const found = part.resources.find(({ types }) => types.includes(type));
  if (!found) throw new Error(`no provider of ${type}`);
  return found;
};

const definition = (image: string): JsonObject => ({
  Family: "app",
  NetworkMode: "awsvpc",
  ContainerDefinitions: [
    {
      Name: "app",
      Image: image,
      Command: ["node", "-e", image],
      Environment: [{ Name: "A", Value: "1" }],
      LogConfiguration: { LogDriver: "awslogs", Options: { "awslogs-group": "/g", "awslogs-stream-prefix": "app" } },
    },
  ],
});

const serviceProperties = (taskDefinition: string, more: JsonObject = {}): JsonObject => ({
  ServiceName: "app",
  Cluster: "c",
  TaskDefinition: taskDefinition,
  NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ["subnet-1"] } },
  DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
  ...more,
});

async function stack() {
  const world = await ecs();
  const definitions = provider(world.part, "AWS::ECS::TaskDefinition");
  const services = provider(world.part, "AWS::ECS::Service");
  const register = async (image: string) => {
    const step = await definitions.create(request("AWS::ECS::TaskDefinition", definition(image)));
    return step.physicalId ?? "";
  };
  return { ...world, definitions, services, register };
}

describe("AWS::ECS::Service", () => {
  test("is pending until all its tasks run, and done with its name and ARN", async () => {
    const { services, register, settle, runner } = await stack();
    const asked = request("AWS::ECS::Service", serviceProperties(await register("node:24"), { DesiredCount: 2 }));
    const made = await services.create(asked);
    const physicalId = arn("service/c/app");
    expect(made).toEqual({ state: "pending", physicalId });
    expect(await services.create(asked)).toEqual(made);
    await settle();
    expect(await services.check?.({ ...asked, physicalId }, "create")).toEqual({
      state: "done",
      physicalId,
      attributes: { Name: "app", ServiceArn: physicalId },
    });
    expect(runner.running()).toHaveLength(2);
    expect(await services.create(request("AWS::ECS::Service", asked.properties))).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("AlreadyExists"),
    });
  });

  test("fails in AWS's words when the circuit breaker trips, though the service went back; then the stack goes back too", async () => {
    const { services, register, settle, service } = await stack();
    const good = serviceProperties(await register("node:24"));
    const asked = request("AWS::ECS::Service", good);
    await services.create(asked);
    await settle();
    const physicalId = arn("service/c/app");
    const bad = serviceProperties(await register("broken:1"));
    const update = { ...request("AWS::ECS::Service", bad), physicalId, previous: good };
    expect(await services.update(update)).toMatchObject({ state: "pending" });
    await settle(60_000);
    expect(await services.check?.(update, "update")).toEqual({
      state: "failed",
      physicalId,
      reason: `Resource handler returned message: "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'." (RequestToken: ${update.token}, HandlerErrorCode: GeneralServiceException)`,
    });
    const back = { ...request("AWS::ECS::Service", good), physicalId, previous: bad };
    expect(await services.update(back)).toMatchObject({ state: "done" });
    expect(await service()).toMatchObject({ runningCount: 1, taskDefinition: arn("task-definition/app:1") });
  });

  test("keeps the running count where the template has none", async () => {
    const { services, register, settle, service, call } = await stack();
    const properties = serviceProperties(await register("node:24"));
    await services.create(request("AWS::ECS::Service", properties));
    await call("UpdateService", { cluster: "c", service: "app", desiredCount: 4 });
    await settle();
    const next = serviceProperties(await register("node:25"));
    await services.update({
      ...request("AWS::ECS::Service", next),
      physicalId: arn("service/c/app"),
      previous: properties,
    });
    await settle();
    expect(await service()).toMatchObject({
      desiredCount: 4,
      runningCount: 4,
      taskDefinition: arn("task-definition/app:2"),
    });
  });

  test("drains before it is gone, and its cluster goes only then", async () => {
    const { part, services, register, settle } = await stack();
    const asked = request("AWS::ECS::Service", serviceProperties(await register("node:24")));
    await services.create(asked);
    await settle();
    const existing = { ...asked, physicalId: arn("service/c/app") };
    const cluster = { ...request("AWS::ECS::Cluster", {}), physicalId: "c" };
    expect(await provider(part, "AWS::ECS::Cluster").delete(cluster)).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("cannot be deleted while Services are active"),
    });
    expect(await services.delete(existing)).toMatchObject({ state: "pending" });
    await settle();
    expect(await services.check?.(existing, "delete")).toMatchObject({ state: "done" });
    expect(await provider(part, "AWS::ECS::Cluster").delete(cluster)).toMatchObject({ state: "done" });
  });

  test("of a task definition that is not there fails with what ECS said", async () => {
    const { services } = await stack();
    expect(await services.create(request("AWS::ECS::Service", serviceProperties("none")))).toMatchObject({
      state: "failed",
      reason: expect.stringMatching(
        /Invalid request provided: TaskDefinition not found\..*ClientException.*InvalidRequest/,
      ),
    });
  });
});

describe("AWS::ECS::TaskDefinition", () => {
  test("is one revision a token, and inactive when it is deleted", async () => {
    const { definitions, call } = await stack();
    const asked = request("AWS::ECS::TaskDefinition", definition("node:24"));
    const made = await definitions.create(asked);
    expect(made).toEqual({
      state: "done",
      physicalId: arn("task-definition/app:1"),
      attributes: { TaskDefinitionArn: arn("task-definition/app:1") },
    });
    expect(await definitions.create(asked)).toEqual(made);
    expect(await call("DescribeTaskDefinition", { taskDefinition: "app", include: ["TAGS"] })).toMatchObject({
      taskDefinition: {
        family: "app",
        containerDefinitions: [
          { environment: [{ name: "A", value: "1" }], logConfiguration: { options: { "awslogs-group": "/g" } } },
        ],
      },
      tags: [{ key: "gworld:env", value: "dev" }],
    });
    await definitions.delete({ ...asked, physicalId: arn("task-definition/app:1") });
    expect(await call("DescribeTaskDefinition", { taskDefinition: "app:1" })).toMatchObject({
      taskDefinition: { status: "INACTIVE" },
    });
  });
});

describe("AWS::ECS::Cluster", () => {
  test("has its name as Ref, its settings, and capacity providers by association", async () => {
    const { part, call } = await stack();
    const clusters = provider(part, "AWS::ECS::Cluster");
    const asked = request("AWS::ECS::Cluster", { ClusterSettings: [{ Name: "containerInsights", Value: "enabled" }] });
    const made = await clusters.create(asked);
    expect(made).toEqual({
      state: "done",
      physicalId: "dev-Thing-ABC",
      attributes: { Arn: arn("cluster/dev-Thing-ABC") },
    });
    expect(await clusters.create(asked)).toEqual(made);
    expect(await clusters.create({ ...asked, token: "other" })).toMatchObject({ state: "failed" });
    const associations = provider(part, "AWS::ECS::ClusterCapacityProviderAssociations");
    const properties = {
      Cluster: "dev-Thing-ABC",
      CapacityProviders: ["FARGATE", "FARGATE_SPOT"],
      DefaultCapacityProviderStrategy: [{ CapacityProvider: "FARGATE", Weight: 1 }],
    };
    const associated = await associations.create(request("AWS::ECS::ClusterCapacityProviderAssociations", properties));
    expect(associated).toMatchObject({ state: "done", physicalId: "dev-Thing-ABC" });
    expect(await call("DescribeClusters", { clusters: ["dev-Thing-ABC", "none"], include: ["TAGS"] })).toMatchObject({
      clusters: [
        {
          status: "ACTIVE",
          capacityProviders: ["FARGATE", "FARGATE_SPOT"],
          defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }],
          settings: [{ name: "containerInsights", value: "enabled" }],
          tags: [{ key: "gworld:env", value: "dev" }],
        },
      ],
      failures: [{ reason: "MISSING" }],
    });
  });
});
