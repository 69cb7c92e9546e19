import type { ScalableTarget as SdkTarget } from "@aws-sdk/client-application-auto-scaling";
import { serviceNames } from "../model/environment.ts";
import { clusterName } from "../model/names.ts";
import type { ScalableTarget, Scaling } from "../ports/services.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

const dimension = { ServiceNamespace: "ecs", ScalableDimension: "ecs:service:DesiredCount" } as const;

/** Application Auto Scaling of the services of an environment. */
export function serviceScaling(clients: AwsClients, environment: string): Scaling {
  const prefix = `service/${clusterName(environment)}/`;
  return {
    targets: () =>
      explain(clients, "application-autoscaling:DescribeScalableTargets", async () => {
        const client = await clients.autoScaling();
        const { ScalableTargets: targets = [] } = await client.describeScalableTargets({
          ...dimension,
          ResourceIds: serviceNames.map((name) => `${prefix}${name}`),
        });
        return targets.flatMap((target) => targetOf(target, prefix) ?? []);
      }),
    setBounds: ({ service, minCapacity, maxCapacity }) =>
      explain(clients, `application-autoscaling:RegisterScalableTarget ${service}`, async () => {
        const client = await clients.autoScaling();
        await client.registerScalableTarget({
          ...dimension,
          ResourceId: `${prefix}${service}`,
          MinCapacity: minCapacity,
          MaxCapacity: maxCapacity,
        });
      }),
  };
}

function targetOf(
  { ResourceId = "", MinCapacity, MaxCapacity }: SdkTarget,
  prefix: string,
): ScalableTarget | undefined {
  if (!ResourceId.startsWith(prefix) || MinCapacity === undefined || MaxCapacity === undefined) return undefined;
  return { service: ResourceId.slice(prefix.length), minCapacity: MinCapacity, maxCapacity: MaxCapacity };
}
