import { type JsonObject, object, texts } from "../json.ts";
import { deploymentConfiguration } from "./describe-service.ts";
import type { EcsContext } from "./context.ts";
import { revisionArn, serviceDeploymentArn } from "./names.ts";
import type { ServiceRow } from "./rows.ts";
import type { RevisionCounts, ServiceDeploymentRow } from "./service-deployment-row.ts";
import { seconds } from "./shape.ts";

/** What ListServiceDeployments shows of one. */
export const briefServiceDeployment = (
  { ground: { account } }: EcsContext,
  service: ServiceRow,
  row: ServiceDeploymentRow,
): JsonObject => ({
  serviceDeploymentArn: serviceDeploymentArn(service, account, row.id),
  serviceArn: service.arn,
  clusterArn: service.clusterArn,
  createdAt: seconds(row.createdAt),
  startedAt: seconds(row.startedAt),
  finishedAt: seconds(row.finishedAt),
  targetServiceRevisionArn: revisionArn(service, account, row.target.deploymentId),
  status: row.status,
  statusReason: row.statusReason,
});

export function describeServiceDeployment(
  context: EcsContext,
  service: ServiceRow,
  row: ServiceDeploymentRow,
): JsonObject {
  const { account } = context.ground;
  const { targetServiceRevisionArn: _, ...brief } = briefServiceDeployment(context, service, row);
  const summary = ({ deploymentId, requested, running, pending }: RevisionCounts): JsonObject => ({
    arn: revisionArn(service, account, deploymentId),
    requestedTaskCount: requested,
    runningTaskCount: running,
    pendingTaskCount: pending,
  });
  return {
    ...brief,
    stoppedAt: seconds(row.stoppedAt),
    updatedAt: seconds(row.updatedAt),
    sourceServiceRevisions: row.sources.map(summary),
    targetServiceRevision: summary(row.target),
    lifecycleStage: stageOf(row),
    deploymentConfiguration: deploymentConfiguration({ deploymentConfiguration: row.configuration }),
    deploymentCircuitBreaker: { ...row.breaker },
    alarms: alarmsOf(row),
    ...(row.rollback && {
      rollback: {
        reason: row.rollback.reason,
        startedAt: seconds(row.rollback.startedAt),
        serviceRevisionArn: revisionArn(service, account, row.rollback.deploymentId),
      },
    }),
  };
}

/** Of AWS's stages those that a rolling update has: it starts tasks, then the old ones go. */
function stageOf({ status, target, sources }: ServiceDeploymentRow): string {
  if (status === "PENDING") return sources.length > 1 ? "RECONCILE_SERVICE" : "PRE_SCALE_UP";
  return target.running < target.requested ? "SCALE_UP" : "CLEAN_UP";
}

/** DISABLED says that none of them fails the deployment (ECS API reference, ServiceDeploymentAlarms). */
const alarmsOf = ({ configuration, alarms }: ServiceDeploymentRow): JsonObject => ({
  status: alarms?.status ?? "DISABLED",
  alarmNames: texts(object(configuration, "alarms"), "alarmNames"),
  triggeredAlarmNames: alarms?.triggered ?? [],
});
