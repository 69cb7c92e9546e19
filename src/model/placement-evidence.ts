import type { ServiceEvidence } from "./operation-events.ts";

/**
 * What ECS says of tasks that it finds no place for, once for each reason: they never begin, so that no stopped task tells.
 * ECS developer guide, service event messages; the quotas' codes are Service Quotas' own.
 */
export function placementEvidence(
  { environment, service }: { readonly environment: string; readonly service: string },
  events: readonly string[],
): readonly ServiceEvidence[] {
  const reasons = events.flatMap((text) => /unable to place a task\.(?: Reason:)? *(.+?)\.?$/s.exec(text)?.[1] ?? []);
  return [...new Set(reasons)].map((reason) => ({
    service,
    text: `no place for a task of ${service}: ${reason}`,
    next: /number of vCPUs/.test(reason)
      ? `Ask for more of the quota L-3032A538 (Fargate on demand; L-36FBB829 is Spot): gworld quotas --env ${environment} has the command`
      : `Fargate has no room for ${service}: try again later, or let it run on demand (services.${service}.spot: none in gworld.yaml)`,
  }));
}
