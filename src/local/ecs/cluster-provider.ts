import { type JsonObject, list, text } from "../json.ts";
import type { ResourceProvider, ResourceRequest } from "../resource.ts";
import { changeCluster, clusterArn, deleteCluster, putCluster } from "./clusters.ts";
import type { EcsContext } from "./context.ts";
import { nameIn } from "./names.ts";
import { apiObject } from "./shape.ts";
import { doneStep, existsStep, propertyIdentifier, stepOf } from "../step.ts";

/** AWS::ECS::Cluster. Ref is the name. */
export const clusterProvider = (context: EcsContext): ResourceProvider => ({
  types: ["AWS::ECS::Cluster"],
  create: (request) =>
    stepOf(request, "AmazonECS", () => {
      const name = text(request.properties, "ClusterName") ?? request.generatedName(255);
      const found = context.state.clusters.get(clusterArn(name, request));
      if (found && found.token !== request.token) return existsStep(request, propertyIdentifier("ClusterName", name));
      const { arn } = putCluster(context, { ...inputOf(request), clusterName: name }, request, request.token);
      return doneStep(name, { Arn: arn });
    }),
  update: (request) =>
    stepOf(request, "AmazonECS", () => {
      const { name, arn } = changeCluster(context, { ...inputOf(request), cluster: request.physicalId }, request);
      return doneStep(name, { Arn: arn });
    }),
  delete: (request) =>
    stepOf(request, "AmazonECS", () => {
      const found = context.state.clusters.get(clusterArn(request.physicalId, request));
      if (found) deleteCluster(context, found);
      return doneStep(request.physicalId);
    }),
});

/** AWS::ECS::ClusterCapacityProviderAssociations. Ref is the cluster's name. */
export const associationsProvider = (context: EcsContext): ResourceProvider => {
  const associate = (request: ResourceRequest, properties: JsonObject) =>
    stepOf(request, "AmazonECS", () => {
      const { name } = changeCluster(context, apiObject(properties), request);
      return doneStep(name);
    });
  return {
    types: ["AWS::ECS::ClusterCapacityProviderAssociations"],
    create: (request) => associate(request, request.properties),
    update: (request) => associate(request, request.properties),
    delete: (request) =>
      context.state.clusters.get(clusterArn(request.physicalId, request))
        ? associate(request, {
            Cluster: nameIn(request.physicalId),
            CapacityProviders: [],
            DefaultCapacityProviderStrategy: [],
          })
        : doneStep(request.physicalId),
  };
};

const inputOf = (request: ResourceRequest): JsonObject => {
  const { clusterSettings, ...given } = apiObject(request.properties);
  return {
    ...given,
    settings: list({ clusterSettings }, "clusterSettings"),
    tags: [...Object.entries(request.tags).map(([key, value]) => ({ key, value })), ...list(given, "tags")],
  };
};
