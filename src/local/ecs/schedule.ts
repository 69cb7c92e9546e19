import { number, object } from "../json.ts";
import { completed, taskFailed } from "./rollout.ts";
import type { DeploymentRow, ServiceRow } from "./rows.ts";
import { advanceServiceDeployments, bakes } from "./service-deployment.ts";
import { wording } from "./wording.ts";

/** A task as the scheduler sees it; tasks that have stopped it does not see. */
export interface TaskView {
  readonly arn: string;
  readonly id: string;
  readonly deploymentId: string;
  readonly createdAt: number;
  readonly state: "pending" | "healthy" | "unhealthy" | "stopping";
  readonly wasHealthy: boolean;
  /** It has only just begun to run, and may be about to end: no deployment is complete with it, and nothing steady. */
  readonly fresh?: true;
  /** Why it is unhealthy, in AWS's words. */
  readonly reason?: string;
  /** When it will be seen otherwise though nothing happens to it. */
  readonly wakeAt?: number;
}

export interface Decision {
  /** The service with its deployments brought up to date. */
  readonly service: ServiceRow;
  readonly start: { readonly deployment: DeploymentRow; readonly count: number };
  readonly stop: readonly { readonly task: TaskView; readonly reason: string }[];
  /** Service events to write, oldest first, besides those about what starts and stops. */
  readonly messages: readonly string[];
  /** When to decide again though nothing happened. */
  readonly wakeAt?: number;
}

/** Compares what runs with what is wanted: one round of ECS's rolling update. Pure; asked again after every change. */
export function schedule(given: ServiceRow, tasks: readonly TaskView[], now: number): Decision {
  const before = advanceServiceDeployments(given, now);
  if (before.status !== "ACTIVE") return drain(before, tasks);
  const sick = tasks.filter(({ state }) => state === "unhealthy");
  const { service, messages } = replaceUnhealthy(before, sick, now);
  const [primary] = service.deployments;
  if (!primary) return { service, start: { deployment: nothing, count: 0 }, stop: [], messages };
  const live = tasks.filter(({ state }) => state === "pending" || state === "healthy");
  const round = { service, primary, live, desired: service.desiredCount };
  const surplus = [...surplusOf(round), ...outdated(round)];
  const missing = toStart(round);
  const waits = missing > 0 && primary.retryAt > now;
  const count = waits || primary.rolloutState === "FAILED" ? 0 : missing;
  const settledDown = surplus.length + sick.length + missing === 0 && tasks.every(isSteady);
  const done = settledDown
    ? settle(pruned(service, tasks), live, now)
    : { service: pruned(service, tasks), messages: [] };
  return {
    service: done.service,
    start: { deployment: primary, count },
    stop: [
      ...sick.map((task) => ({ task, reason: task.reason ?? "Task failed container health checks" })),
      ...surplus.map((task) => ({ task, reason: wording.scaling(primary.id) })),
    ],
    messages: [...messages, ...done.messages],
    ...(waits && { wakeAt: primary.retryAt }),
  };
}

const isSteady = ({ state, fresh }: TaskView) => state === "healthy" && fresh !== true;

interface Round {
  readonly service: ServiceRow;
  readonly primary: DeploymentRow;
  readonly live: readonly TaskView[];
  readonly desired: number;
}

const nothing: DeploymentRow = {
  id: "",
  taskDefinition: "",
  createdAt: 0,
  updatedAt: 0,
  rolloutState: "COMPLETED",
  rolloutStateReason: "",
  failedTasks: 0,
  restarts: 0,
  retryAt: 0,
};

function drain(service: ServiceRow, tasks: readonly TaskView[]): Decision {
  const deployment = service.deployments[0] ?? nothing;
  return {
    // With a service its service deployments are deleted (ECS developer guide, service deployment lifecycle).
    service: tasks.length === 0 ? { ...service, status: "INACTIVE", deployments: [], serviceDeployments: [] } : service,
    start: { deployment, count: 0 },
    stop: tasks
      .filter(({ state }) => state !== "stopping")
      .map((task) => ({ task, reason: wording.scaling(deployment.id) })),
    messages: [],
  };
}

function replaceUnhealthy(before: ServiceRow, sick: readonly TaskView[], now: number) {
  const messages: string[] = [];
  let service = before;
  for (const { id, deploymentId, wasHealthy, createdAt, reason = "" } of sick) {
    messages.push(wording.unhealthy(service.name, id, reason));
    const told = taskFailed(service, { deploymentId, wasHealthy, lived: now - createdAt, now });
    service = told.service;
    messages.push(...told.messages);
  }
  return { service, messages };
}

const isPrimary =
  ({ primary }: Round) =>
  ({ deploymentId }: TaskView) =>
    deploymentId === primary.id;

/** Tasks of the PRIMARY deployment above the desired count: those not yet healthy first, then the youngest. */
function surplusOf(round: Round): readonly TaskView[] {
  const own = round.live.filter(isPrimary(round));
  return own
    .toSorted((a, b) => Number(a.state === "healthy") - Number(b.state === "healthy") || b.createdAt - a.createdAt)
    .slice(0, Math.max(0, own.length - round.desired));
}

/**
 * Tasks of older deployments that may go now. Above the desired count of healthy tasks they are surplus; below it, down
 * to the minimum healthy percent, they go only where new tasks need their room.
 */
function outdated(round: Round): readonly TaskView[] {
  const { live, desired, primary } = round;
  const old = live.filter((task) => !isPrimary(round)(task)).toSorted((a, b) => a.createdAt - b.createdAt);
  if (primary.rolloutState === "FAILED") return old.slice(0, Math.max(0, live.length - desired));
  const healthy = live.filter(({ state }) => state === "healthy").length;
  const spare = Math.max(0, healthy - desired);
  const needsRoom = desired - live.filter(isPrimary(round)).length > ceiling(round) - live.length;
  const room = needsRoom ? Math.max(0, Math.min(healthy, desired) - floor(round)) : 0;
  const [pending, ready] = [
    old.filter(({ state }) => state !== "healthy"),
    old.filter(({ state }) => state === "healthy"),
  ];
  return [...pending, ...ready.slice(0, spare + room)];
}

/** How many tasks of the PRIMARY deployment are missing and fit under the maximum percent. */
function toStart(round: Round): number {
  const missing = round.desired - round.live.filter(isPrimary(round)).length;
  return Math.max(0, Math.min(missing, ceiling(round) - round.live.length));
}

const percent = ({ service }: Round, key: string, standard: number) =>
  number(object(service.settings, "deploymentConfiguration"), key) ?? standard;

/** ECS rounds the most down and the least up (API reference, DeploymentConfiguration). */
const ceiling = (round: Round) => Math.floor((round.desired * percent(round, "maximumPercent", 200)) / 100);
const floor = (round: Round) => Math.ceil((round.desired * percent(round, "minimumHealthyPercent", 100)) / 100);

/** Older deployments go from the list with their last task. */
const pruned = (service: ServiceRow, tasks: readonly TaskView[]): ServiceRow => ({
  ...service,
  deployments: service.deployments.filter(
    ({ id }, index) => index === 0 || tasks.some(({ deploymentId }) => deploymentId === id),
  ),
});

function settle(service: ServiceRow, live: readonly TaskView[], now: number) {
  const [primary] = service.deployments;
  const whole = primary !== undefined && live.length === service.desiredCount && service.deployments.length === 1;
  if (!whole || primary.rolloutState === "FAILED") return { service, messages: [] };
  const baking = bakes(service, primary.id, now);
  if (baking) return { service: baking, messages: [] };
  const done = primary.rolloutState === "COMPLETED" ? { service, messages: [] } : completed(service, primary, now);
  if (done.service.steady) return done;
  return { service: { ...done.service, steady: true }, messages: [...done.messages, wording.steady(service.name)] };
}
