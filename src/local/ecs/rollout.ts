import { breakerOf } from "./breaker.ts";
import type { DeploymentRow, ServiceRow } from "./rows.ts";
import {
  beginServiceDeployment,
  countFailures,
  currentServiceDeployment,
  type Ender,
  serviceDeploymentDone,
  serviceDeploymentFails,
} from "./service-deployment.ts";
import { wording } from "./wording.ts";

/** A service after something happened to its rollout, and what ECS says about it. */
export interface Told {
  readonly service: ServiceRow;
  readonly messages: readonly string[];
}

/** Puts a new PRIMARY deployment in front; the one before it becomes ACTIVE and drains. */
export function beginDeployment(
  service: ServiceRow,
  { id, taskDefinition, now }: { id: string; taskDefinition: string; now: number },
): ServiceRow {
  const begun = beginServiceDeployment(service, id, now);
  return { ...begun, deployments: [deployment(id, taskDefinition, now), ...service.deployments], steady: false };
}

/** A task of the deployment ended without being asked to, after living so long; trips the breaker when it must. */
export function taskFailed(
  service: ServiceRow,
  { deploymentId, wasHealthy, lived, now }: { deploymentId: string; wasHealthy: boolean; lived: number; now: number },
): Told {
  const failing = service.deployments.find(({ id }) => id === deploymentId);
  if (!failing) return { service, messages: [] };
  const restarts = lived >= settled ? 1 : failing.restarts + 1;
  const failed: DeploymentRow = {
    ...failing,
    updatedAt: now,
    failedTasks: failing.failedTasks + (wasHealthy ? 0 : 1),
    restarts,
    retryAt: now + restartDelay(restarts),
  };
  const counted = countFailures({ ...replaced(service, failed), steady: false }, failed, now);
  const { enabled, rollback, threshold } = breakerOf(service.settings, service.desiredCount);
  const trips = enabled && failed.rolloutState === "IN_PROGRESS" && failed.failedTasks >= threshold;
  if (trips && service.deployments[0]?.id === deploymentId)
    return trip(counted, failed, { by: "breaker", rollback, now });
  return { service: counted, messages: restarts === impairedAfter ? [wording.impaired(service.name)] : [] };
}

/** A task of the deployment became healthy: failures before it no longer count. */
export function taskHealthy(service: ServiceRow, deploymentId: string, now: number): ServiceRow {
  const found = service.deployments.find(({ id }) => id === deploymentId);
  const resets = breakerOf(service.settings, service.desiredCount).resetOnHealthyTask;
  if (!found || !resets || found.failedTasks === 0) return service;
  const healthy = { ...found, failedTasks: 0, updatedAt: now };
  return countFailures(replaced(service, healthy), healthy, now);
}

/** The PRIMARY deployment has all its tasks healthy and nothing else runs. */
export function completed(service: ServiceRow, primary: DeploymentRow, now: number): Told {
  const reason = wording.rollout.completed(primary.id);
  const done: DeploymentRow = {
    ...primary,
    rolloutState: "COMPLETED",
    rolloutStateReason: reason,
    updatedAt: now,
    failedTasks: 0,
  };
  const settled: ServiceRow = {
    ...service,
    deployments: [done],
    lastCompleted: { id: done.id, taskDefinition: done.taskDefinition },
  };
  return {
    service: serviceDeploymentDone(settled, done.id, now),
    messages: [wording.completed(service.name, done.id)],
  };
}

/** Somebody stops the service deployment that goes on, and has it rolled back or leaves its tasks as they are. */
export function stopDeployment(service: ServiceRow, how: "ROLLBACK" | "ABORT", now: number): Told {
  const current = currentServiceDeployment(service);
  const [primary] = service.deployments;
  if (!current || current.rollback !== undefined || !primary) return { service, messages: [] };
  const stopped = replaced(service, { ...primary, rolloutState: "FAILED", updatedAt: now });
  if (how === "ROLLBACK") return rollBack(stopped, primary.id, { by: "somebody", now });
  const stops = wording.serviceDeployment.stopAsked;
  return { service: serviceDeploymentFails(stopped, { stops }, { by: "somebody", now }), messages: [] };
}

/** Alarms that are monitored went into ALARM: the deployment fails, and is rolled back when its configuration says so. */
export function alarmsRaised(
  service: ServiceRow,
  { raised, rollback, now }: { readonly raised: readonly string[]; readonly rollback: boolean; readonly now: number },
): Told {
  const [primary] = service.deployments;
  if (!primary) return { service, messages: [] };
  return trip(service, primary, { by: { alarms: raised }, rollback, now });
}

/** After a quick end ECS waits longer and longer before it starts the next task; the first is replaced at once. */
export const restartDelay = (restarts: number) => (restarts <= 1 ? 0 : Math.min(2 ** (restarts - 2), 300) * 1000);

const settled = 60_000;
const impairedAfter = 5;

const deployment = (id: string, taskDefinition: string, now: number): DeploymentRow => ({
  id,
  taskDefinition,
  createdAt: now,
  updatedAt: now,
  rolloutState: "IN_PROGRESS",
  rolloutStateReason: wording.rollout.inProgress(id),
  failedTasks: 0,
  restarts: 0,
  retryAt: 0,
});

const replaced = (service: ServiceRow, row: DeploymentRow): ServiceRow => ({
  ...service,
  deployments: service.deployments.map((each) => (each.id === row.id ? row : each)),
});

/** The failed deployment starts nothing more; with rollback the last completed one becomes PRIMARY again. */
function trip(
  service: ServiceRow,
  primary: DeploymentRow,
  { by, rollback, now }: { readonly by: Ender; readonly rollback: boolean; readonly now: number },
): Told {
  const said = by === "breaker" ? wording.byBreaker : wording.byAlarm;
  const reason = said.failed;
  const failed: DeploymentRow = { ...primary, rolloutState: "FAILED", rolloutStateReason: reason, updatedAt: now };
  const stopped = replaced(service, failed);
  const told = rollback
    ? rollBack(stopped, failed.id, { by, now })
    : { service: serviceDeploymentFails(stopped, { stops: reason }, { by, now }), messages: [] };
  return { ...told, messages: [wording.failed(service.name, failed.id, said.cause), ...told.messages] };
}

function rollBack(service: ServiceRow, failedId: string, how: { readonly by: Ender; readonly now: number }): Told {
  const { lastCompleted } = service;
  if (!lastCompleted || lastCompleted.id === failedId) {
    const rollbackFailed = wording.serviceDeployment.noCandidate;
    return { service: serviceDeploymentFails(service, { rollbackFailed }, how), messages: [] };
  }
  const { id } = lastCompleted;
  const { by, now } = how;
  const said = typeof by === "object" ? wording.byAlarm : wording.byBreaker;
  const back: DeploymentRow = {
    ...deployment(id, lastCompleted.taskDefinition, now),
    createdAt: service.deployments.find((row) => row.id === id)?.createdAt ?? now,
    rolloutStateReason: said.rollingBack(id),
  };
  const failure = {
    rollsBackTo: id,
    reason: by === "somebody" ? wording.serviceDeployment.rollbackAsked : said.rolledBack,
  };
  const goesBack = { ...service, deployments: [back, ...service.deployments.filter((row) => row.id !== id)] };
  return {
    service: serviceDeploymentFails(goesBack, failure, how),
    messages: [wording.rollingBack(service.name, id)],
  };
}
