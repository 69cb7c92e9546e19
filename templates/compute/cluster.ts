import { type Stack, aws_ecs as ecs } from "aws-cdk-lib";
import type { EnvironmentConfig } from "../../src/model/environment.ts";
import { clusterName } from "../../src/model/names.ts";

export interface Cluster {
  readonly name: string;
  /** Services must wait for it: a service cannot name a capacity provider its cluster does not list. */
  readonly capacity: ecs.CfnClusterCapacityProviderAssociations;
}

/** One cluster with both kinds of Fargate capacity, so that a service can change between them in place. */
export function cluster(stack: Stack, config: EnvironmentConfig): Cluster {
  const resource = new ecs.CfnCluster(stack, "Cluster", {
    clusterName: clusterName(config.name),
    clusterSettings: [{ name: "containerInsights", value: config.containerInsights }],
  });
  const capacity = new ecs.CfnClusterCapacityProviderAssociations(stack, "ClusterCapacity", {
    cluster: resource.ref,
    capacityProviders: ["FARGATE", "FARGATE_SPOT"],
    defaultCapacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }],
  });
  return { name: resource.ref, capacity };
}
