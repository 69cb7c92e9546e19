import { expect, test } from "vitest";
import { serviceScaling } from "../../src/aws/autoscaling.ts";
import { ecsServices } from "../../src/aws/ecs.ts";
import type { Service } from "../../src/ports/services.ts";
import { localClients } from "./local-cloud.ts";

const clients = await localClients();
const ecs = await clients.ecs();
const image = "public.ecr.aws/docker/library/node:24.11.0-alpine3.22";

/** An environment whose services run a JavaScript program each, as child processes. */
async function environment(name: string, programs: Readonly<Record<string, string>>) {
  const cluster = `gworld-${name}`;
  await ecs.createCluster({ clusterName: cluster });
  for (const [serviceName, program] of Object.entries(programs)) {
    const container = { name: "app", image, command: ["node", "-e", program], essential: true };
    await ecs.registerTaskDefinition({
      family: `${cluster}-${serviceName}`,
      containerDefinitions: [container],
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
    });
    await ecs.createService({
      cluster,
      serviceName,
      taskDefinition: `${cluster}-${serviceName}`,
      desiredCount: 0,
      launchType: "FARGATE",
      networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"] } },
    });
  }
  return ecsServices(clients, name);
}

const forever = "setInterval(() => {}, 1000)";

/** Looks again until it is so; the local cloud's processes take their own time. */
async function until<T>(look: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await look();
    if (fits(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("an environment without a cluster has no services and no stopped tasks", async () => {
  const services = ecsServices(clients, "absent");
  expect(await services.list()).toEqual([]);
  expect(await services.stoppedTasks("agent-runtime")).toEqual([]);
});

test("more services than ECS describes at once are all listed, with the images they run", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `service-${index}`);
  const services = await environment("many", Object.fromEntries(names.map((name) => [name, forever])));
  const listed = await services.list();
  expect(listed.map(({ name }) => name).sort()).toEqual(names.toSorted());
  expect(listed[0]).toMatchObject({ status: "ACTIVE", desiredCount: 0, runningCount: 0, pendingCount: 0, image });
});

test("a desired count is set, and reached by a running process", async () => {
  const services = await environment("counted", { "agent-runtime": forever });
  await services.setDesiredCount("agent-runtime", 1);
  const [service] = await until(
    () => services.list(),
    ([found]) => found?.runningCount === 1,
  );
  expect(service).toMatchObject({ desiredCount: 1, runningCount: 1 } satisfies Partial<Service>);
  expect(service?.deployments).toHaveLength(1);
  await services.setDesiredCount("agent-runtime", 0);
});

test("newest deployments are told by service; one that cannot be read is left out", async () => {
  const services = await environment("newest", { "agent-runtime": forever });
  const newest = await until(
    () => services.newestDeployments(["absent", "agent-runtime"]),
    (found) => found.get("agent-runtime") === "SUCCESSFUL",
  );
  expect([...newest.keys()]).toEqual(["agent-runtime"]);
});

test("what is no answer of AWS's is not taken for a deployment that cannot be read", async () => {
  const broken = ecsServices(
    { ...clients, ecs: () => Promise.reject(new RangeError("a mistake of our own")) },
    "newest",
  );
  await expect(broken.newestDeployments(["agent-runtime"])).rejects.toThrow("a mistake of our own");
});

test("a task that ends tells why", async () => {
  const services = await environment("dying", { "agent-runtime": "process.exit(3)" });
  await services.setDesiredCount("agent-runtime", 1);
  const stopped = await until(
    () => services.stoppedTasks("agent-runtime"),
    (tasks) => tasks.length > 0,
  );
  await services.setDesiredCount("agent-runtime", 0);
  expect(stopped[0]).toMatchObject({ exitCode: 3, stopCode: "EssentialContainerExited" });
  expect(stopped[0]?.stoppedReason).toMatch(/essential container/i);
  expect(stopped[0]?.stoppedAt).toBeLessThanOrEqual(Date.now());
});

test("tasks of all services are told with their starts and ends, those that are known only by ID", async () => {
  const services = await environment("living", { "agent-runtime": forever, "llm-integration": "process.exit(3)" });
  for (const name of ["agent-runtime", "llm-integration"]) await services.setDesiredCount(name, 1);
  const nothing: ReadonlySet<string> = new Set();
  const running = await until(
    () => services.tasks("RUNNING", nothing),
    ({ tasks }) => tasks.some(({ service, startedAt }) => service === "agent-runtime" && startedAt !== undefined),
  );
  const stopped = await until(
    () => services.tasks("STOPPED", nothing),
    ({ tasks }) => tasks.some(({ endedAt }) => endedAt !== undefined),
  );
  for (const name of ["agent-runtime", "llm-integration"]) await services.setDesiredCount(name, 0);
  expect(stopped.tasks).toContainEqual(expect.objectContaining({ service: "llm-integration", exitCode: 3 }));
  expect((await services.tasks("STOPPED", new Set(stopped.ids))).ids).toEqual(expect.arrayContaining([...stopped.ids]));
  const known = new Set([...running.ids, ...stopped.ids]);
  expect((await services.tasks("STOPPED", known)).tasks.filter(({ id }) => known.has(id))).toEqual([]);
  expect(await ecsServices(clients, "absent").tasks("RUNNING", nothing)).toEqual({ ids: [], tasks: [] });
});

test("bounds are read and moved", async () => {
  await environment("bound", { "agent-runtime": forever });
  const scaling = serviceScaling(clients, "bound");
  expect(await scaling.targets()).toEqual([]);
  await scaling.setBounds({ service: "agent-runtime", minCapacity: 0, maxCapacity: 4 });
  await scaling.setBounds({ service: "agent-runtime", minCapacity: 0, maxCapacity: 6 });
  expect(await scaling.targets()).toEqual([{ service: "agent-runtime", minCapacity: 0, maxCapacity: 6 }]);
});
