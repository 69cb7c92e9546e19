import type { Stack } from "aws-cdk-lib";
import { type ServiceName, serviceNames } from "../../src/model/environment.ts";
import { pascalCase } from "../../src/model/names.ts";
import { input } from "../stack.ts";

/** What carries requests, as CloudWatch names it. */
export interface Traffic {
  readonly balancer: string;
  readonly targetGroups: Readonly<Record<ServiceName, string>>;
  readonly webSocketApi: string;
}

export function traffic(stack: Stack): Traffic {
  const [first, second, third] = serviceNames;
  const group = (service: ServiceName) => input(stack, "compute", `${pascalCase(service)}Targets`);
  return {
    balancer: input(stack, "compute", "LoadBalancerFullName"),
    targetGroups: { [first]: group(first), [second]: group(second), [third]: group(third) },
    webSocketApi: input(stack, "api", "WebSocketApiId"),
  };
}
