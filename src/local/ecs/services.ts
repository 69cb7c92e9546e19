import { bool, type JsonObject, number, text } from "../json.ts";
import type { Place } from "../place.ts";
import { clusterOf } from "./clusters.ts";
import type { EcsContext } from "./context.ts";
import { arnOf, nameIn, newDeploymentId } from "./names.ts";
import { refusals } from "./refusals.ts";
import { beginDeployment } from "./rollout.ts";
import type { ServiceRow, TaskDefinitionRow } from "./rows.ts";
import type { Scheduler } from "./scheduler.ts";
import { putRevision } from "./service-revisions.ts";
import { only, tagsIn } from "./shape.ts";
import { findTaskDefinition } from "./task-definitions.ts";

/** What CreateService and UpdateService keep as it was given; a change of the first group begins a new deployment. */
const deploying = [
  "networkConfiguration",
  "capacityProviderStrategy",
  "launchType",
  "platformVersion",
  "loadBalancers",
];
const kept = [
  ...deploying,
  "deploymentConfiguration",
  "deploymentController",
  "enableECSManagedTags",
  "enableExecuteCommand",
  "availabilityZoneRebalancing",
  "healthCheckGracePeriodSeconds",
  "placementConstraints",
  "placementStrategy",
  "propagateTags",
  "role",
  "schedulingStrategy",
  "serviceConnectConfiguration",
  "serviceRegistries",
  "volumeConfigurations",
];

/** The step of a stack that asks, so that a repeated request finds what it did. */
type StepToken = string | undefined;

/** CreateService: one task where nothing is said (API reference: REPLICA services need a count; CloudFormation takes 1). */
export function createService(
  context: EcsContext,
  scheduler: Scheduler,
  input: JsonObject,
  { place, token }: { readonly place: Place; readonly token?: StepToken },
): ServiceRow {
  const { state, ground } = context;
  const cluster = clusterOf(context, input, place);
  const name = text(input, "serviceName") ?? "";
  if (!/^[\w-]{1,255}$/.test(name)) throw refusals.invalid("Service name must match [a-zA-Z0-9_-]{1,255}.");
  const arn = arnOf(place.region, place.account, `service/${cluster.name}/${name}`);
  const found = state.services.get(arn);
  if (found && found.status !== "INACTIVE") throw refusals.invalid("Creation of service was not idempotent.");
  const definition = activeDefinition(context, input, place);
  checkNetwork(input, definition);
  const now = ground.clock.now();
  const id = newDeploymentId();
  const service: ServiceRow = {
    arn,
    name,
    region: place.region,
    clusterArn: cluster.arn,
    status: "ACTIVE",
    desiredCount: countOf(input) ?? 1,
    createdAt: now,
    settings: only(input, kept),
    deployments: [],
    serviceDeployments: [],
    events: [],
    steady: false,
    tags: tagsIn(input),
    ...(token !== undefined && { step: { token, deploymentId: id } }),
  };
  putBegun(context, beginDeployment(service, { id, taskDefinition: definition.arn, now }));
  scheduler.poke(arn);
  return state.services.get(arn) ?? service;
}

/** UpdateService: a new deployment when what tasks are made of changes or when it is forced; else bounds and counts. */
export function updateService(
  context: EcsContext,
  scheduler: Scheduler,
  input: JsonObject,
  { place, token }: { readonly place: Place; readonly token?: StepToken },
): ServiceRow {
  const { state, ground } = context;
  const before = serviceOf(context, input, place);
  if (before.status !== "ACTIVE") throw refusals.serviceNotActive();
  const [primary] = before.deployments;
  const current = primary?.taskDefinition ?? "";
  const taskDefinition = input["taskDefinition"] === undefined ? current : activeDefinition(context, input, place).arn;
  const given = only(input, kept);
  const begins = taskDefinition !== current || deploys(before.settings, input);
  const desiredCount = countOf(input) ?? before.desiredCount;
  const rollout = { id: newDeploymentId(), taskDefinition, now: ground.clock.now() };
  const changed: ServiceRow = {
    ...before,
    desiredCount,
    settings: { ...before.settings, ...given },
    steady: before.steady && desiredCount === before.desiredCount,
    ...(token !== undefined && { step: stepRow(token, begins ? rollout.id : undefined) }),
  };
  if (begins) putBegun(context, beginDeployment(changed, rollout));
  else state.services.put(before.arn, changed);
  scheduler.poke(before.arn);
  return state.services.get(before.arn) ?? changed;
}

/** Keeps a service whose deployment has just begun, and the revision that its tasks are made of. */
function putBegun(context: EcsContext, service: ServiceRow): void {
  context.state.services.put(service.arn, service);
  putRevision(context, service);
}

const stepRow = (token: string, deploymentId: string | undefined) => ({
  token,
  ...(deploymentId !== undefined && { deploymentId }),
});

/** DeleteService: drains its tasks; a service with a desired count goes only by force. */
export function deleteService(context: EcsContext, scheduler: Scheduler, input: JsonObject, place: Place): ServiceRow {
  const service = serviceOf(context, input, place);
  if (service.desiredCount > 0 && bool(input, "force") !== true)
    throw refusals.invalid("The service cannot be stopped while it is scaled above 0.");
  const draining: ServiceRow = { ...service, status: "DRAINING", desiredCount: 0 };
  context.state.services.put(service.arn, draining);
  scheduler.poke(service.arn);
  return context.state.services.get(service.arn) ?? draining;
}

/** The service a request names by name or ARN. An INACTIVE one is still found, as on AWS for a while. */
export function serviceOf(context: EcsContext, input: JsonObject, place: Place): ServiceRow {
  const cluster = clusterOf(context, input, place);
  const service = context.state.services.get(serviceArn(text(input, "service") ?? "", cluster.name, place));
  if (!service) throw refusals.serviceNotFound();
  return service;
}

export const serviceArn = (named: string, cluster: string, { region, account }: Place) =>
  arnOf(region, account, `service/${cluster}/${nameIn(named)}`);

/** The revision a request names, which must be ACTIVE. */
export function activeDefinition(context: EcsContext, input: JsonObject, place: Place): TaskDefinitionRow {
  const row = findTaskDefinition(context, text(input, "taskDefinition"), place);
  if (!row) throw refusals.client("TaskDefinition not found.");
  if (row.status !== "ACTIVE") throw refusals.client("TaskDefinition is inactive");
  return row;
}

/** A task of network mode awsvpc runs nowhere without a network of its own. */
export function checkNetwork(input: JsonObject, { definition }: TaskDefinitionRow): void {
  if (text(definition, "networkMode") === "awsvpc" && input["networkConfiguration"] === undefined)
    throw refusals.invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
}

function countOf(input: JsonObject): number | undefined {
  const count = number(input, "desiredCount");
  if (count !== undefined && (count < 0 || !Number.isInteger(count)))
    throw refusals.invalid("Desired count should be a non-negative integer.");
  return count;
}

/** Whether tasks made of the changed settings would not be what they are, or new ones are asked for. */
const deploys = (before: JsonObject, given: JsonObject) =>
  bool(given, "forceNewDeployment") === true ||
  deploying.some((key) => given[key] !== undefined && JSON.stringify(given[key]) !== JSON.stringify(before[key]));
