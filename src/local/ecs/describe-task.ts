import { createHash } from "node:crypto";
import { bool, type JsonObject, list, object, text, texts } from "../json.ts";
import { capacity } from "./describe-service.ts";
import type { EcsContext } from "./context.ts";
import type { ContainerRow, TaskRow } from "./rows.ts";
import { seconds, tagsOut } from "./shape.ts";

/** A task as DescribeTasks shows it. Where it listens stands in its network bindings: 127.0.0.1 and a port of its own. */
export function describeTask({ state }: EcsContext, task: TaskRow, tags: boolean): JsonObject {
  const definition = state.taskDefinitions.get(task.taskDefinition)?.definition ?? {};
  const attachmentId = uuidOf(task.id);
  const { times } = task;
  return {
    taskArn: task.arn,
    clusterArn: task.clusterArn,
    taskDefinitionArn: task.taskDefinition,
    group: task.group,
    startedBy: task.startedBy,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthStatus: healthOf(task),
    connectivity: "CONNECTED",
    availabilityZone: `${task.region}a`,
    cpu: text(task.overrides, "cpu") ?? text(definition, "cpu"),
    memory: text(task.overrides, "memory") ?? text(definition, "memory"),
    ...capacity(task.settings),
    capacityProviderName: text(list(task.settings, "capacityProviderStrategy")[0], "capacityProvider"),
    platformVersion: "1.4.0",
    enableExecuteCommand: bool(task.settings, "enableExecuteCommand") === true,
    ephemeralStorage: { sizeInGiB: 20 },
    attachments: [attachment(task, attachmentId)],
    attributes: [],
    containers: task.containers.map((row) => describeContainer(task, row, attachmentId)),
    overrides: { containerOverrides: [], inferenceAcceleratorOverrides: [], ...task.overrides },
    createdAt: seconds(task.createdAt),
    ...Object.fromEntries(Object.entries(times).map(([name, at]) => [name, seconds(at)])),
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    version: task.version,
    tags: tags ? tagsOut(task.tags) : [],
  };
}

function healthOf({ containers }: TaskRow): string {
  if (containers.some(({ healthStatus }) => healthStatus === "UNHEALTHY")) return "UNHEALTHY";
  return containers.some(({ healthStatus }) => healthStatus === "HEALTHY") ? "HEALTHY" : "UNKNOWN";
}

const describeContainer = (task: TaskRow, row: ContainerRow, attachmentId: string): JsonObject => ({
  containerArn: row.arn,
  taskArn: task.arn,
  name: row.name,
  image: row.image,
  imageDigest: row.imageDigest,
  runtimeId: row.runtimeId,
  lastStatus: row.lastStatus,
  exitCode: row.exitCode,
  reason: row.reason,
  healthStatus: row.healthStatus,
  ...(bool(task.settings, "enableExecuteCommand") === true && { managedAgents: [agentOf(task, row)] }),
  networkBindings:
    row.port === undefined
      ? []
      : [{ bindIP: "127.0.0.1", containerPort: row.containerPort, hostPort: row.port, protocol: "tcp" }],
  networkInterfaces: [{ attachmentId, privateIpv4Address: "127.0.0.1" }],
});

/** What ExecuteCommand speaks with on AWS; here it is there as long as the container runs. */
const agentOf = ({ times }: TaskRow, { lastStatus }: ContainerRow): JsonObject => ({
  name: "ExecuteCommandAgent",
  lastStatus,
  ...(lastStatus === "RUNNING" && { lastStartedAt: seconds(times.startedAt) }),
});

const attachment = ({ settings, lastStatus, id }: TaskRow, attachmentId: string): JsonObject => {
  const network = object(object(settings, "networkConfiguration"), "awsvpcConfiguration");
  const attached = lastStatus === "RUNNING" || lastStatus === "PENDING";
  return {
    id: attachmentId,
    type: "ElasticNetworkInterface",
    status: lastStatus === "STOPPED" ? "DELETED" : attached ? "ATTACHED" : "PRECREATED",
    details: [
      { name: "subnetId", value: texts(network, "subnets")[0] ?? "subnet-local" },
      { name: "networkInterfaceId", value: `eni-${id.slice(0, 17)}` },
      { name: "privateIPv4Address", value: "127.0.0.1" },
    ],
  };
};

const uuidOf = (text: string) =>
  createHash("sha256")
    .update(text)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
