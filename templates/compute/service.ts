import { type Stack, aws_ecs as ecs } from "aws-cdk-lib";
import type { EnvironmentConfig, ServiceConfig, ServiceName } from "../../src/model/environment.ts";
import { containerName, pascalCase } from "../../src/model/names.ts";
import { allowsExec } from "../service-facts.ts";
import { starterPort } from "../starter/starter.ts";
import type { Cluster } from "./cluster.ts";
import type { Route } from "./routing.ts";

export interface ServicePlace {
  readonly cluster: Cluster;
  readonly subnetIds: readonly string[];
  readonly securityGroup: string;
}

/**
 * A Fargate service that rolls: new tasks are healthy before old ones go, and a rollout that fails goes back by itself.
 * No desired count: autoscaling and `gworld scale` own it, and a deploy would reset it.
 */
export function fargateService(
  stack: Stack,
  config: EnvironmentConfig,
  name: ServiceName,
  place: ServicePlace & { readonly task: ecs.CfnTaskDefinition; readonly route: Route },
): ecs.CfnService {
  const service = new ecs.CfnService(stack, `${pascalCase(name)}Service`, {
    serviceName: name,
    cluster: place.cluster.name,
    taskDefinition: place.task.ref,
    capacityProviderStrategy: capacity(config.services[name]),
    platformVersion: "LATEST",
    deploymentConfiguration: {
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
    },
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...place.subnetIds],
        securityGroups: [place.securityGroup],
        assignPublicIp: "DISABLED",
      },
    },
    loadBalancers: [{ containerName, containerPort: starterPort, targetGroupArn: place.route.targetGroup.ref }],
    healthCheckGracePeriodSeconds: 60,
    enableExecuteCommand: allowsExec(config),
    enableEcsManagedTags: true,
    propagateTags: "SERVICE",
  });
  service.addResourceDependency(place.cluster.capacity);
  service.addResourceDependency(place.route.rule);
  return service;
}

/** Spot stops tasks with two minutes' notice: a service that must not shrink keeps its minimum on demand, or half of it. */
function capacity({ spot, min }: ServiceConfig): ecs.CfnService.CapacityProviderStrategyItemProperty[] {
  if (spot === "none") return [{ capacityProvider: "FARGATE", weight: 1 }];
  if (spot === "all") return [{ capacityProvider: "FARGATE_SPOT", weight: 1 }];
  if (spot === "half")
    return [
      { capacityProvider: "FARGATE", base: Math.ceil(min / 2), weight: 0 },
      { capacityProvider: "FARGATE_SPOT", weight: 1 },
    ];
  return [
    { capacityProvider: "FARGATE", base: min, weight: 1 },
    { capacityProvider: "FARGATE_SPOT", weight: 3 },
  ];
}
