import type { Deployment as SdkDeployment, ECS, Service as SdkService, Task } from "@aws-sdk/client-ecs";
import { rejectedAs } from "../model/aws-error.ts";
import { clusterName } from "../model/names.ts";
import type { TaskLife } from "../model/task-mark.ts";
import type { Balancing, Deployment, Service, Services, StoppedTask, TaskList } from "../ports/services.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";
import { breakerOf, newestStatuses } from "./service-deployments.ts";
import { taskImages } from "./task-images.ts";

/** The services in the cluster of an environment. */
export function ecsServices(clients: AwsClients, environment: string): Services {
  const cluster = clusterName(environment);
  const images = taskImages(clients);
  return {
    async list() {
      const described = await ifCluster([], () =>
        explain(clients, `ecs:DescribeServices ${cluster}`, async () => describeAll(await clients.ecs(), cluster)),
      );
      const live = described.filter(({ status }) => status !== "INACTIVE");
      return Promise.all(live.map(async (service) => serviceOf(service, await images(service.taskDefinition ?? ""))));
    },
    setDesiredCount: (service, desiredCount) =>
      explain(clients, `ecs:UpdateService ${service}`, async () => {
        await (await clients.ecs()).updateService({ cluster, service, desiredCount });
      }),
    stoppedTasks: (service) =>
      ifCluster([], () =>
        explain(clients, `ecs:ListTasks ${service}`, async () => stopped(await clients.ecs(), cluster, service)),
      ),
    eventsSince: (service, since) =>
      explain(clients, `ecs:DescribeServices ${service}`, async () => {
        const { services: [found] = [] } = await (
          await clients.ecs()
        ).describeServices({ cluster, services: [service] });
        const recent = (found?.events ?? []).filter(({ createdAt }) => (createdAt?.getTime() ?? 0) >= since);
        return recent.map(({ message = "" }) => message);
      }),
    newestDeployments: (names) => newestStatuses(clients, cluster, names),
    breaker: (service) =>
      explain(clients, `ecs:DescribeServiceDeployments ${service}`, async () =>
        breakerOf(await clients.ecs(), cluster, service),
      ),
    tasks: (desiredStatus, known, signal) =>
      ifCluster({ ids: [], tasks: [] }, () =>
        explain(clients, `ecs:ListTasks ${cluster}`, async () =>
          listTasks(await clients.ecs(), { cluster, desiredStatus }, { known, signal }),
        ),
      ),
  };
}

/** ECS describes at most this many services a call. */
const batchSize = 10;

async function describeAll(ecs: ECS, cluster: string): Promise<readonly SdkService[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.listServices({ cluster, maxResults: 100, ...(nextToken && { nextToken }) });
    arns.push(...(page.serviceArns ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const batches = Array.from({ length: Math.ceil(arns.length / batchSize) }, (_, index) =>
    arns.slice(index * batchSize, (index + 1) * batchSize),
  );
  const answers = await Promise.all(batches.map((services) => ecs.describeServices({ cluster, services })));
  return answers.flatMap(({ services = [] }) => services);
}

function serviceOf(service: SdkService, image: string): Service {
  const deployments = (service.deployments ?? []).map(deploymentOf);
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  return {
    name: service.serviceName ?? "",
    arn: service.serviceArn ?? "",
    status: service.status ?? "",
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    pendingCount: service.pendingCount ?? 0,
    taskDefinition: service.taskDefinition ?? "",
    rolloutState: primary?.rolloutState ?? "",
    deployments,
    events: (service.events ?? []).map(({ message = "" }) => message),
    image,
    subnets: subnetsOf(service),
    balancing: balancingOf(service),
  };
}

const subnetsOf = ({ networkConfiguration }: SdkService) => networkConfiguration?.awsvpcConfiguration?.subnets;

function balancingOf({
  loadBalancers = [],
  networkConfiguration,
  healthCheckGracePeriodSeconds: graceSeconds = 0,
}: SdkService): Balancing | undefined {
  const targetGroups = loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
  if (targetGroups.length === 0) return undefined;
  return {
    targetGroups,
    securityGroups: networkConfiguration?.awsvpcConfiguration?.securityGroups ?? [],
    graceSeconds,
  };
}

const deploymentOf = (deployment: SdkDeployment): Deployment => ({
  id: deployment.id ?? "",
  status: deployment.status ?? "",
  taskDefinition: deployment.taskDefinition ?? "",
  desiredCount: deployment.desiredCount ?? 0,
  runningCount: deployment.runningCount ?? 0,
  pendingCount: deployment.pendingCount ?? 0,
  failedTasks: deployment.failedTasks ?? 0,
  rolloutState: deployment.rolloutState ?? "",
  rolloutStateReason: deployment.rolloutStateReason,
});

async function stopped(ecs: ECS, cluster: string, serviceName: string): Promise<readonly StoppedTask[]> {
  const { taskArns: tasks = [] } = await ecs.listTasks({ cluster, serviceName, desiredStatus: "STOPPED" });
  if (tasks.length === 0) return [];
  const described = await ecs.describeTasks({ cluster, tasks });
  return (described.tasks ?? []).map(stoppedTask).sort((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0));
}

function stoppedTask(task: Task): StoppedTask {
  const { taskArn = "", stoppedReason = "", stopCode, stoppedAt, containers = [] } = task;
  const ended = containers.find(({ exitCode, reason }) => exitCode !== undefined || reason !== undefined);
  return {
    id: idOf(taskArn),
    stoppedReason,
    stopCode,
    exitCode: ended?.exitCode,
    containerReason: ended?.reason,
    memoryMib: mebibytes(ended?.memory) ?? mebibytes(task.memory),
    stoppedAt: stoppedAt?.getTime(),
  };
}

/** A container without a limit of its own has none, or 0. */
const mebibytes = (text: string | undefined) => (Number(text) > 0 ? Number(text) : undefined);

/** ECS describes at most this many tasks a call. */
const tasksAtOnce = 100;

async function listTasks(
  ecs: ECS,
  which: { cluster: string; desiredStatus: "RUNNING" | "STOPPED" },
  { known, signal }: { known: ReadonlySet<string>; signal: AbortSignal | undefined },
): Promise<TaskList> {
  const options = { ...(signal !== undefined && { abortSignal: signal }) };
  const ids: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.listTasks({ ...which, ...(nextToken && { nextToken }) }, options);
    ids.push(...(page.taskArns ?? []).map(idOf));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const fresh = ids.filter((id) => !known.has(id));
  const tasks: TaskLife[] = [];
  for (let start = 0; start < fresh.length; start += tasksAtOnce) {
    const some = fresh.slice(start, start + tasksAtOnce);
    const described = await ecs.describeTasks({ cluster: which.cluster, tasks: some }, options);
    tasks.push(...(described.tasks ?? []).flatMap(lifeOf));
  }
  return { ids, tasks };
}

/** None for a task that no service started. */
function lifeOf(task: Task): readonly TaskLife[] {
  const service = /^service:(.+)$/.exec(task.group ?? "")?.[1];
  if (service === undefined) return [];
  const { stoppedAt, ...stop } = stoppedTask(task);
  return [
    {
      ...stop,
      service,
      startedAt: task.startedAt?.getTime(),
      endedAt: task.executionStoppedAt?.getTime() ?? stoppedAt,
    },
  ];
}

const idOf = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);

/** An environment that is not deployed has no cluster, which is not a failure of asking. */
async function ifCluster<T>(otherwise: T, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (rejectedAs(error, "ClusterNotFoundException")) return otherwise;
    throw error;
  }
}
