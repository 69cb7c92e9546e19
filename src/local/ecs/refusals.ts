import type { JsonObject } from "../json.ts";
import { ServiceError } from "../service.ts";

/** ECS's refusals with its words. */
export const refusals = {
  clusterNotFound: () => new ServiceError("ClusterNotFoundException", "Cluster not found."),
  clusterContainsServices: () =>
    new ServiceError("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active."),
  clusterContainsTasks: () =>
    new ServiceError("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active."),
  serviceNotFound: () => new ServiceError("ServiceNotFoundException", "Service not found."),
  serviceNotActive: () => new ServiceError("ServiceNotActiveException", "Service was not ACTIVE."),
  serviceDeploymentNotFound: () =>
    new ServiceError("ServiceDeploymentNotFoundException", "The service deployment was not found."),
  conflict: (message: string, fields: JsonObject = {}) => new ServiceError("ConflictException", message, { fields }),
  client: (message: string) => new ServiceError("ClientException", message),
  invalid: (message: string) => new ServiceError("InvalidParameterException", message),
} as const;
