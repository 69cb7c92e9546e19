import { isObject, type JsonObject, text } from "../json.ts";
import type { EcsContext } from "./context.ts";
import type { DeploymentRow, ServiceRow, TaskRow } from "./rows.ts";
import { revisionArn, serviceDeploymentArn } from "./names.ts";
import { currentServiceDeployment } from "./service-deployment.ts";
import { seconds, tagsOut } from "./shape.ts";
import { tasksOf } from "./state.ts";

/** A service as DescribeServices shows it. */
export function describeService({ state, ground }: EcsContext, service: ServiceRow, tags: boolean): JsonObject {
  const tasks = tasksOf(state, service.arn);
  const { settings, deployments, desiredCount } = service;
  return {
    loadBalancers: [],
    serviceRegistries: [],
    placementConstraints: [],
    placementStrategy: [],
    schedulingStrategy: "REPLICA",
    deploymentController: { type: "ECS" },
    propagateTags: "NONE",
    enableECSManagedTags: false,
    enableExecuteCommand: false,
    ...settings,
    ...capacity(settings),
    deploymentConfiguration: deploymentConfiguration(settings),
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    status: service.status,
    desiredCount,
    runningCount: running(tasks).length,
    pendingCount: pending(tasks).length,
    taskDefinition: deployments[0]?.taskDefinition ?? service.lastCompleted?.taskDefinition,
    ...currentDeployment(service, ground.account),
    deployments: deployments.map((row, index) => describeDeployment(service, row, { index, tasks })),
    events: service.events.map(({ id, createdAt, message }) => ({ id, createdAt: seconds(createdAt), message })),
    createdAt: seconds(service.createdAt),
    tags: tags ? tagsOut(service.tags) : undefined,
  };
}

/** The service deployment that goes on, and the revisions there are tasks of (API reference, Service). */
function currentDeployment(service: ServiceRow, account: string): JsonObject {
  const current = currentServiceDeployment(service);
  const [newest] = service.serviceDeployments;
  const revisions = newest ? [newest.target, ...newest.sources] : [];
  return {
    ...(current && { currentServiceDeployment: serviceDeploymentArn(service, account, current.id) }),
    currentServiceRevisions: revisions
      .filter(({ deploymentId }) => service.deployments.some(({ id }) => id === deploymentId))
      .map(({ deploymentId, requested, running: runningTaskCount, pending: pendingTaskCount }) => ({
        arn: revisionArn(service, account, deploymentId),
        requestedTaskCount: requested,
        runningTaskCount,
        pendingTaskCount,
      })),
  };
}

const running = (tasks: readonly TaskRow[]) => tasks.filter(({ lastStatus }) => lastStatus === "RUNNING");
const pending = (tasks: readonly TaskRow[]) =>
  tasks.filter(({ lastStatus }) => ["PROVISIONING", "PENDING", "ACTIVATING"].includes(lastStatus));

/** Launch type and capacity provider strategy exclude each other; without either it is Fargate here. */
export const capacity = (settings: JsonObject): JsonObject =>
  settings["capacityProviderStrategy"] === undefined
    ? { launchType: text(settings, "launchType") ?? "FARGATE", platformFamily: "Linux", platformVersion: "LATEST" }
    : { platformFamily: "Linux", platformVersion: text(settings, "platformVersion") ?? "LATEST" };

/** A deployment configuration with what AWS takes where nothing is said. */
export function deploymentConfiguration({ deploymentConfiguration: given }: JsonObject): JsonObject {
  const standard = {
    deploymentCircuitBreaker: { enable: false, rollback: false },
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    strategy: "ROLLING",
  };
  return isObject(given) ? { ...standard, ...given } : standard;
}

function describeDeployment(
  { settings, desiredCount }: ServiceRow,
  row: DeploymentRow,
  { index, tasks }: { index: number; tasks: readonly TaskRow[] },
): JsonObject {
  const own = tasks.filter(({ deploymentId }) => deploymentId === row.id);
  return {
    id: row.id,
    status: index === 0 ? "PRIMARY" : "ACTIVE",
    taskDefinition: row.taskDefinition,
    desiredCount: index === 0 ? desiredCount : own.filter((task) => task.desiredStatus === "RUNNING").length,
    runningCount: running(own).length,
    pendingCount: pending(own).length,
    failedTasks: row.failedTasks,
    createdAt: seconds(row.createdAt),
    updatedAt: seconds(row.updatedAt),
    networkConfiguration: settings["networkConfiguration"],
    capacityProviderStrategy: settings["capacityProviderStrategy"],
    ...capacity(settings),
    rolloutState: row.rolloutState,
    rolloutStateReason: row.rolloutStateReason,
  };
}
