import { breakerOf } from "./breaker.ts";
import type { DeploymentRow, PastDeployment, ServiceRow } from "./rows.ts";
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
  const [before] = service.deployments;
  const superseded = before?.rolloutState === "IN_PROGRESS" ? past(before, "SUPERSEDED", "", now) : undefined;
  return {
    ...service,
    deployments: [deployment(id, taskDefinition, now), ...service.deployments],
    history: superseded ? [superseded, ...service.history] : service.history,
    steady: false,
  };
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
  const counted = { ...replaced(service, failed), steady: false };
  const { enabled, threshold } = breakerOf(service.settings, service.desiredCount);
  const trips = enabled && failed.rolloutState === "IN_PROGRESS" && failed.failedTasks >= threshold;
  if (trips && service.deployments[0]?.id === deploymentId) return trip(counted, failed, now);
  return { service: counted, messages: restarts === impairedAfter ? [wording.impaired(service.name)] : [] };
}

/** A task of the deployment became healthy: failures before it no longer count. */
export function taskHealthy(service: ServiceRow, deploymentId: string, now: number): ServiceRow {
  const found = service.deployments.find(({ id }) => id === deploymentId);
  const resets = breakerOf(service.settings, service.desiredCount).resetOnHealthyTask;
  return found && resets && found.failedTasks > 0
    ? replaced(service, { ...found, failedTasks: 0, updatedAt: now })
    : service;
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
  return {
    service: {
      ...service,
      deployments: [done],
      lastCompleted: { id: done.id, taskDefinition: done.taskDefinition },
      history: [past(done, "COMPLETED", reason, now), ...service.history].slice(0, kept),
    },
    messages: [wording.completed(service.name, done.id)],
  };
}

/** After a quick end ECS waits longer and longer before it starts the next task; the first is replaced at once. */
export const restartDelay = (restarts: number) => (restarts <= 1 ? 0 : Math.min(2 ** (restarts - 2), 300) * 1000);

const settled = 60_000;
const impairedAfter = 5;
const kept = 20;

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
function trip(service: ServiceRow, primary: DeploymentRow, now: number): Told {
  const reason = wording.rollout.failed;
  const failed: DeploymentRow = { ...primary, rolloutState: "FAILED", rolloutStateReason: reason, updatedAt: now };
  const history = [past(failed, "FAILED", reason, now), ...service.history].slice(0, kept);
  const told = { ...replaced(service, failed), history };
  const messages = [wording.failed(service.name, failed.id)];
  const { lastCompleted } = service;
  const goesBack = breakerOf(service.settings, service.desiredCount).rollback && lastCompleted;
  if (!goesBack || lastCompleted.id === failed.id) return { service: told, messages };
  const back: DeploymentRow = {
    ...deployment(lastCompleted.id, lastCompleted.taskDefinition, now),
    createdAt: told.deployments.find(({ id }) => id === lastCompleted.id)?.createdAt ?? now,
    rolloutStateReason: wording.rollout.rollingBack(lastCompleted.id),
  };
  return {
    service: { ...told, deployments: [back, ...told.deployments.filter(({ id }) => id !== back.id)] },
    messages: [...messages, wording.rollingBack(service.name, lastCompleted.id)],
  };
}

const past = (row: DeploymentRow, result: PastDeployment["result"], reason: string, now: number): PastDeployment => ({
  id: row.id,
  taskDefinition: row.taskDefinition,
  createdAt: row.createdAt,
  finishedAt: now,
  result,
  reason,
  failedTasks: row.failedTasks,
});
