import type { ServiceRow, TaskRow } from "./rows.ts";
import type { RevisionCounts } from "./service-deployment-row.ts";
import { currentServiceDeployment } from "./service-deployment.ts";

/**
 * Writes the tasks of each revision into the service deployment that goes on, or has just ended: what it shows later is
 * how many there were at its end (ECS developer guide, service deployment lifecycle).
 */
export function noteCounts(before: ServiceRow, service: ServiceRow, tasks: readonly TaskRow[]): ServiceRow {
  const id = currentServiceDeployment(before)?.id;
  const count = ({ deploymentId }: RevisionCounts) => countsOf(service, deploymentId, tasks);
  return {
    ...service,
    serviceDeployments: service.serviceDeployments.map((row) =>
      row.id === id ? { ...row, target: count(row.target), sources: row.sources.map(count) } : row,
    ),
  };
}

function countsOf(
  { deployments, desiredCount }: ServiceRow,
  deploymentId: string,
  tasks: readonly TaskRow[],
): RevisionCounts {
  const own = tasks.filter((task) => task.deploymentId === deploymentId && task.desiredStatus === "RUNNING");
  const running = own.filter(({ lastStatus }) => lastStatus === "RUNNING").length;
  const requested = deployments[0]?.id === deploymentId ? desiredCount : own.length;
  return { deploymentId, requested, running, pending: own.length - running };
}
