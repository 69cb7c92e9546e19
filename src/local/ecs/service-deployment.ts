import { createHash } from "node:crypto";
import { object } from "../json.ts";
import { breakerOf } from "./breaker.ts";
import type { ServiceDeploymentRow, ServiceDeploymentStatus } from "./service-deployment-row.ts";
import type { DeploymentRow, ServiceRow } from "./rows.ts";
import { wording } from "./wording.ts";

/** A new service deployment begins as PENDING; one that still went on is asked to stop (ECS developer guide, states). */
export function beginServiceDeployment(service: ServiceRow, deploymentId: string, now: number): ServiceRow {
  const { enabled, threshold } = breakerOf(service.settings, service.desiredCount);
  const begun: ServiceDeploymentRow = {
    id: createHash("sha256").update(`${service.arn} ${deploymentId} ${now}`).digest("base64url").slice(0, 21),
    target: { deploymentId, requested: service.desiredCount, running: 0, pending: 0 },
    sources: service.deployments.map(({ id }) => ({ deploymentId: id, requested: 0, running: 0, pending: 0 })),
    status: "PENDING",
    createdAt: now,
    updatedAt: now,
    breaker: { status: enabled ? "MONITORING" : "DISABLED", failureCount: 0, threshold: enabled ? threshold : 0 },
    configuration: object(service.settings, "deploymentConfiguration"),
  };
  const before = service.serviceDeployments.map((row) => (isOver(row) ? row : superseded(row, now)));
  return { ...service, serviceDeployments: [begun, ...before].slice(0, kept) };
}

/** Moves on what does not wait for tasks: it has started, it has stopped, a rollback that was asked for goes on. */
export function advanceServiceDeployments(service: ServiceRow, now: number): ServiceRow {
  if (service.serviceDeployments.every(({ status }) => next[status] === undefined)) return service;
  return {
    ...service,
    serviceDeployments: service.serviceDeployments.map((row) => {
      const status = next[row.status];
      if (status === undefined) return row;
      const moment = status === "STOPPED" ? { stoppedAt: now, finishedAt: now } : { startedAt: row.startedAt ?? now };
      return { ...row, status, updatedAt: now, ...moment };
    }),
  };
}

const next: Partial<Record<ServiceDeploymentStatus, ServiceDeploymentStatus>> = {
  PENDING: "IN_PROGRESS",
  STOP_REQUESTED: "STOPPED",
  ROLLBACK_REQUESTED: "ROLLBACK_IN_PROGRESS",
};

/** Counts the failed starts of the deployment that goes on. */
export const countFailures = (service: ServiceRow, { id, failedTasks }: DeploymentRow, now: number): ServiceRow =>
  changeCurrent(service, now, (row) =>
    row.target.deploymentId === id ? { breaker: { ...row.breaker, failureCount: failedTasks } } : {},
  );

/** The tasks of a deployment are all there: its service deployment was successful, or its rollback to it was. */
export const serviceDeploymentDone = (service: ServiceRow, deploymentId: string, now: number): ServiceRow =>
  changeCurrent(service, now, (row) => {
    if (row.rollback?.deploymentId === deploymentId) return { status: "ROLLBACK_SUCCESSFUL", finishedAt: now };
    if (row.rollback !== undefined || row.target.deploymentId !== deploymentId) return {};
    const { breaker, alarms } = row;
    return {
      status: "SUCCESSFUL",
      finishedAt: now,
      breaker: { ...breaker, status: complete(breaker.status) },
      ...(alarms && { alarms: { ...alarms, status: complete(alarms.status) } }),
    };
  });

type WatchStatus = ServiceDeploymentRow["breaker"]["status"];

const complete = (status: WatchStatus): WatchStatus => (status === "MONITORING" ? "MONITORING_COMPLETE" : status);

/**
 * Whether alarms keep the service deployment from being done although its tasks are all there: they are monitored for the
 * bake time from when old tasks have gone (ECS developer guide, How CloudWatch alarms detect deployment failures).
 */
export function bakes(service: ServiceRow, deploymentId: string, now: number): ServiceRow | undefined {
  const { target, alarms } = currentServiceDeployment(service) ?? {};
  if (target?.deploymentId !== deploymentId || alarms?.status !== "MONITORING") return undefined;
  const { bakesUntil = now + alarms.bake } = alarms;
  if (now >= bakesUntil) return undefined;
  return alarms.bakesUntil === bakesUntil
    ? service
    : changeCurrent(service, now, () => ({ alarms: { ...alarms, bakesUntil } }));
}

export type Failure =
  /** The tasks of the target are replaced by those of an earlier deployment. */
  | { readonly rollsBackTo: string; readonly reason: string }
  /** It was to be rolled back, and cannot be. */
  | { readonly rollbackFailed: string }
  /** It stops, and its tasks stay as they are. */
  | { readonly stops: string };

/** Who ends a service deployment before it is done; with alarms, which. */
export type Ender = "breaker" | "somebody" | { readonly alarms: readonly string[] };

/** The circuit breaker or an alarm triggered, or somebody stops the service deployment that goes on. */
export const serviceDeploymentFails = (
  service: ServiceRow,
  failure: Failure,
  { by, now }: { readonly by: Ender; readonly now: number },
): ServiceRow =>
  changeCurrent(service, now, (row) => ({ ...triggered(row, by), ...outcome(failure, by === "somebody", now) }));

function triggered({ breaker, alarms }: ServiceDeploymentRow, by: Ender): Partial<ServiceDeploymentRow> {
  if (by === "breaker") return breaker.status === "DISABLED" ? {} : { breaker: { ...breaker, status: "TRIGGERED" } };
  if (by === "somebody" || !alarms) return {};
  return { alarms: { ...alarms, status: "TRIGGERED", triggered: by.alarms } };
}

function outcome(failure: Failure, isAsked: boolean, now: number): Partial<ServiceDeploymentRow> {
  if ("rollsBackTo" in failure) {
    const { rollsBackTo: deploymentId, reason } = failure;
    const status = isAsked ? "ROLLBACK_REQUESTED" : "ROLLBACK_IN_PROGRESS";
    return { status, statusReason: reason, rollback: { reason, startedAt: now, deploymentId } };
  }
  if ("rollbackFailed" in failure)
    return { status: "ROLLBACK_FAILED", statusReason: failure.rollbackFailed, finishedAt: now };
  return { status: "STOP_REQUESTED", statusReason: failure.stops };
}

/** The service deployment that goes on: at most one does. */
export const currentServiceDeployment = ({ serviceDeployments }: ServiceRow): ServiceDeploymentRow | undefined =>
  serviceDeployments.find((row) => !isOver(row));

/** Whether StopServiceDeployment takes it: while it goes on or is about to stop (ECS developer guide, stopping). */
export const stoppable = (row: ServiceDeploymentRow): boolean => !isOver(row) || row.status === "STOP_REQUESTED";

/** The service with the service deployment that goes on changed, if one does. */
export const changeCurrent = (
  service: ServiceRow,
  now: number,
  change: (row: ServiceDeploymentRow) => Partial<ServiceDeploymentRow>,
): ServiceRow => {
  const current = currentServiceDeployment(service);
  if (!current) return service;
  const changed = { ...current, ...change(current), updatedAt: now };
  return {
    ...service,
    serviceDeployments: service.serviceDeployments.map((row) => (row === current ? changed : row)),
  };
};

/** Also what is only about to stop: nothing more happens to it. */
const isOver = ({ status }: ServiceDeploymentRow) => over.has(status);
const over = new Set<ServiceDeploymentStatus>([
  "SUCCESSFUL",
  "STOP_REQUESTED",
  "STOPPED",
  "ROLLBACK_SUCCESSFUL",
  "ROLLBACK_FAILED",
]);

/** A rollback that is overtaken has failed: it moves to no other state (ECS developer guide, states). */
const superseded = (row: ServiceDeploymentRow, now: number): ServiceDeploymentRow =>
  row.status === "ROLLBACK_IN_PROGRESS"
    ? { ...row, status: "ROLLBACK_FAILED", statusReason: wording.serviceDeployment.superseded, finishedAt: now }
    : { ...row, status: "STOP_REQUESTED", statusReason: wording.serviceDeployment.superseded, updatedAt: now };

const kept = 20;
