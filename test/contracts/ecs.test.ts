import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTagsForResourceCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  StopServiceDeploymentCommand,
  TagResourceCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { afterAll, expect, test } from "vitest";
import { starterCommand, starterImage } from "../../templates/starter/starter.ts";
import { contract } from "./endpoints.ts";

let names = 0;
const settled = { timeout: 20_000, interval: 50 };

contract("ECS", ({ name: side }, config) => {
  const clients: ECSClient[] = [];
  const ecs = () => {
    const [made = new ECSClient(config())] = clients;
    clients[0] = made;
    return made;
  };
  afterAll(() => clients.forEach((each) => each.destroy()));

  const register = async (family: string, image = starterImage) => {
    const command = new RegisterTaskDefinitionCommand({
      family,
      cpu: "256",
      memory: "512",
      requiresCompatibilities: ["FARGATE"],
      containerDefinitions: [
        { name: "app", image, command: [...starterCommand()], memory: 128, portMappings: [{ containerPort: 8080 }] },
      ],
    });
    return (await ecs().send(command)).taskDefinition;
  };

  /** A service of two tasks of the starter in a cluster of its own. */
  async function service() {
    const name = `contract-${(names += 1)}`;
    await ecs().send(new CreateClusterCommand({ clusterName: name }));
    await register(name);
    const input = { cluster: name, serviceName: name, taskDefinition: name, desiredCount: 2 };
    const create = () =>
      ecs().send(
        new CreateServiceCommand({
          ...input,
          deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
        }),
      );
    const { service: created } = await create();
    const describe = async () => {
      const { services = [] } = await ecs().send(new DescribeServicesCommand({ cluster: name, services: [name] }));
      return services[0];
    };
    const steady = async () => {
      const deployments = async () => (await describe())?.deployments;
      await expect.poll(deployments, settled).toMatchObject([{ status: "PRIMARY", rolloutState: "COMPLETED" }]);
    };
    return { name, create, created, describe, steady };
  }

  test("a cluster made twice is one, and one that is missing is told as a failure", async () => {
    const clusterName = `contract-${(names += 1)}`;
    const first = await ecs().send(new CreateClusterCommand({ clusterName }));
    const second = await ecs().send(new CreateClusterCommand({ clusterName }));
    expect(second.cluster?.clusterArn).toBe(first.cluster?.clusterArn);
    const described = await ecs().send(new DescribeClustersCommand({ clusters: [clusterName, "missing"] }));
    expect(described.clusters).toMatchObject([{ clusterName, status: "ACTIVE" }]);
    expect(described.failures).toMatchObject([{ reason: "MISSING" }]);
  });

  test("revisions count up in their family, and the family's name means the latest active one", async () => {
    const family = `family-${(names += 1)}`;
    expect((await register(family))?.revision).toBe(1);
    expect((await register(family))?.revision).toBe(2);
    const latest = async () =>
      (await ecs().send(new DescribeTaskDefinitionCommand({ taskDefinition: family }))).taskDefinition?.revision;
    expect(await latest()).toBe(2);
    const { taskDefinition } = await ecs().send(new DeregisterTaskDefinitionCommand({ taskDefinition: `${family}:2` }));
    expect(taskDefinition?.status).toBe("INACTIVE");
    const { taskDefinitionArns } = await ecs().send(new ListTaskDefinitionsCommand({ familyPrefix: family }));
    expect(taskDefinitionArns).toMatchObject([expect.stringMatching(/:1$/)]);
    expect((await register(family))?.revision).toBe(3);
  });

  test("a service comes to its desired count and its deployment completes", async () => {
    const { name, created, describe, steady } = await service();
    expect(created).toMatchObject({
      status: "ACTIVE",
      desiredCount: 2,
      serviceArn: expect.stringMatching(new RegExp(`:service/${name}/${name}$`)),
    });
    await steady();
    expect(await describe()).toMatchObject({ runningCount: 2, pendingCount: 0 });
    const { serviceArns } = await ecs().send(new ListServicesCommand({ cluster: name }));
    expect(serviceArns).toEqual([created?.serviceArn]);
  });

  test.skipIf(side === "moto")("its tasks are listed and described (moto: services never have tasks)", async () => {
    const { name, steady } = await service();
    await steady();
    const { taskArns = [] } = await ecs().send(new ListTasksCommand({ cluster: name, serviceName: name }));
    expect(taskArns).toHaveLength(2);
    const { tasks } = await ecs().send(new DescribeTasksCommand({ cluster: name, tasks: taskArns }));
    expect(tasks).toMatchObject([{ lastStatus: "RUNNING", group: `service:${name}` }, { lastStatus: "RUNNING" }]);
    const [port] = tasks?.[0]?.containers?.[0]?.networkBindings ?? [];
    const health = () => fetch(`http://127.0.0.1:${port?.hostPort}/health`).then((answer) => answer.status);
    await expect.poll(() => health().catch(() => 0), settled).toBe(200);
  });

  test.skipIf(side === "moto")(
    "a new revision is rolled out by a deployment of its own (moto: UpdateService makes no second deployment)",
    async () => {
      const { name, describe, steady } = await service();
      await steady();
      const before = (await describe())?.deployments?.[0]?.id;
      const revision = await register(name);
      const { service: updated } = await ecs().send(
        new UpdateServiceCommand({ cluster: name, service: name, taskDefinition: revision?.taskDefinitionArn }),
      );
      expect(updated?.deployments).toMatchObject([
        { status: "PRIMARY", rolloutState: "IN_PROGRESS" },
        { status: "ACTIVE", id: before },
      ]);
      await steady();
      expect(await describe()).toMatchObject({ taskDefinition: revision?.taskDefinitionArn, runningCount: 2 });
    },
  );

  test.skipIf(side === "moto")(
    "a revision that cannot start is rolled back by the circuit breaker (moto: keeps no circuit breaker)",
    async () => {
      const { name, describe, steady } = await service();
      await steady();
      const good = (await describe())?.taskDefinition;
      const bad = await register(name, "nothing.example/none:1");
      await ecs().send(
        new UpdateServiceCommand({ cluster: name, service: name, taskDefinition: bad?.taskDefinitionArn }),
      );
      await expect.poll(async () => (await describe())?.taskDefinition, settled).toBe(good);
      await steady();
      const { taskArns = [] } = await ecs().send(new ListTasksCommand({ cluster: name, desiredStatus: "STOPPED" }));
      const { tasks } = await ecs().send(new DescribeTasksCommand({ cluster: name, tasks: taskArns }));
      expect(tasks).toMatchObject(
        taskArns.map(() => ({
          stopCode: "TaskFailedToStart",
          stoppedReason: expect.stringContaining("CannotPullContainerError"),
        })),
      );
      expect((await describe())?.events?.map(({ message }) => message).join()).toContain(
        "deployment failed: tasks failed to start.",
      );
    },
  );

  // ECS developer guide, service deployments: states, and API reference, ServiceDeployment and ServiceRevision.
  test.skipIf(side === "moto")(
    "a service deployment tells how far it is, rolls back on request, and names its revisions (moto: has none)",
    async () => {
      const { name, describe, steady } = await service();
      await steady();
      const list = async () =>
        (await ecs().send(new ListServiceDeploymentsCommand({ cluster: name, service: name }))).serviceDeployments;
      const [first] = (await list()) ?? [];
      expect(first).toMatchObject({ status: "SUCCESSFUL", finishedAt: expect.any(Date) });
      const bad = await register(name, "nothing.example/none:1");
      const off = { enable: false, rollback: false };
      await ecs().send(
        new UpdateServiceCommand({
          cluster: name,
          service: name,
          taskDefinition: bad?.taskDefinitionArn,
          deploymentConfiguration: { deploymentCircuitBreaker: off },
        }),
      );
      const serviceDeploymentArn = (await describe())?.currentServiceDeployment ?? "";
      const stopping = new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: "ROLLBACK" });
      expect((await ecs().send(stopping)).serviceDeploymentArn).toBe(serviceDeploymentArn);
      await expect.poll(async () => (await list())?.[0]?.status, settled).toBe("ROLLBACK_SUCCESSFUL");
      const { serviceDeployments: [told] = [], failures } = await ecs().send(
        new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn, "missing"] }),
      );
      expect(failures).toMatchObject([{ arn: "missing", reason: "MISSING" }]);
      expect(told).toMatchObject({
        deploymentCircuitBreaker: { status: "DISABLED" },
        rollback: { serviceRevisionArn: first?.targetServiceRevisionArn, startedAt: expect.any(Date) },
        sourceServiceRevisions: [{ arn: first?.targetServiceRevisionArn, runningTaskCount: 2 }],
      });
      const { serviceRevisions } = await ecs().send(
        new DescribeServiceRevisionsCommand({ serviceRevisionArns: [told?.targetServiceRevision?.arn ?? ""] }),
      );
      expect(serviceRevisions).toMatchObject([
        { taskDefinition: bad?.taskDefinitionArn, containerImages: [{ image: "nothing.example/none:1" }] },
      ]);
      await expect(ecs().send(stopping)).rejects.toMatchObject({ name: "ConflictException" });
    },
  );

  test("the desired count changes without a new deployment", async () => {
    const { name, describe, steady } = await service();
    const id = (await describe())?.deployments?.[0]?.id;
    await ecs().send(new UpdateServiceCommand({ cluster: name, service: name, desiredCount: 0 }));
    expect(await describe()).toMatchObject({ desiredCount: 0, deployments: [{ id }] });
    await steady();
  });

  test("a service that is wanted is deleted by force alone", async () => {
    const { name, describe } = await service();
    await expect(ecs().send(new DeleteServiceCommand({ cluster: name, service: name }))).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    await ecs().send(new DeleteServiceCommand({ cluster: name, service: name, force: true }));
    await expect.poll(async () => (await describe())?.status ?? "INACTIVE", settled).toBe("INACTIVE");
  });

  test.skipIf(side === "moto")("a deleted service is not listed (moto: it is)", async () => {
    const { name, describe } = await service();
    await ecs().send(new DeleteServiceCommand({ cluster: name, service: name, force: true }));
    await expect.poll(async () => (await describe())?.status, settled).toBe("INACTIVE");
    expect((await ecs().send(new ListServicesCommand({ cluster: name }))).serviceArns).toEqual([]);
  });

  test.skipIf(side === "moto")("a service made twice is refused (moto: makes it anew)", async () => {
    const { create } = await service();
    await expect(create()).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  test("what is not there is refused by its name, a missing service of a cluster told as a failure", async () => {
    const { name } = await service();
    const { services, failures } = await ecs().send(
      new DescribeServicesCommand({ cluster: name, services: ["missing"] }),
    );
    expect({ services, failures }).toMatchObject({ services: [], failures: [{ reason: "MISSING" }] });
    await expect(
      ecs().send(new DescribeServicesCommand({ cluster: "missing", services: ["a"] })),
    ).rejects.toMatchObject({ name: "ClusterNotFoundException" });
    await expect(
      ecs().send(new UpdateServiceCommand({ cluster: name, service: "missing", desiredCount: 1 })),
    ).rejects.toMatchObject({ name: "ServiceNotFoundException" });
    await expect(ecs().send(new DescribeTaskDefinitionCommand({ taskDefinition: "missing" }))).rejects.toMatchObject({
      name: "ClientException",
    });
  });

  test("tags are added and listed", async () => {
    const { created } = await service();
    const resourceArn = created?.serviceArn ?? "";
    await ecs().send(new TagResourceCommand({ resourceArn, tags: [{ key: "env", value: "dev" }] }));
    expect((await ecs().send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([
      { key: "env", value: "dev" },
    ]);
  });
});
