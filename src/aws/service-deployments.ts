import type { ECS, ListServiceDeploymentsCommandInput } from "@aws-sdk/client-ecs";
import { AwsError } from "../model/aws-error.ts";
import type { Breaker } from "../ports/services.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** What goes on with a service; the breaker counts through its own rollback. */
const going = ["PENDING", "IN_PROGRESS", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS"] as const;

/**
 * How far the circuit breaker of a service's newest deployment has counted. Undefined where none goes on, or the breaker is off.
 * API reference, ServiceDeploymentCircuitBreaker: ECS works the threshold out from the desired count.
 */
export async function breakerOf(ecs: ECS, cluster: string, service: string): Promise<Breaker | undefined> {
  const newest = await newestOf(ecs, { cluster, service, status: [...going] });
  if (newest?.serviceDeploymentArn === undefined) return undefined;
  const { serviceDeployments: described = [] } = await ecs.describeServiceDeployments({
    serviceDeploymentArns: [newest.serviceDeploymentArn],
  });
  const { status, failureCount, threshold } = described[0]?.deploymentCircuitBreaker ?? {};
  if (status === undefined || status === "DISABLED" || threshold === undefined) return undefined;
  return { failureCount: failureCount ?? 0, threshold };
}

/** How the newest deployment of each of these services stands, by name. One that AWS does not tell of is left out. */
export async function newestStatuses(
  clients: AwsClients,
  cluster: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const read = names.map((service) =>
    explain(clients, `ecs:ListServiceDeployments ${service}`, async () => {
      const status = (await newestOf(await clients.ecs(), { cluster, service }))?.status;
      return status === undefined ? [] : [[service, status] as const];
    }).catch(unlessUntold),
  );
  return new Map((await Promise.all(read)).flat());
}

function unlessUntold(error: unknown): [] {
  if (error instanceof AwsError) return [];
  throw error;
}

/** The newest of a service's deployments, of those that are asked for. */
async function newestOf(ecs: ECS, which: ListServiceDeploymentsCommandInput) {
  const { serviceDeployments: listed = [] } = await ecs.listServiceDeployments(which);
  return listed.toSorted((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0))[0];
}
