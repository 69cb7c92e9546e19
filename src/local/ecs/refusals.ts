import { ServiceError } from "../service.ts";

/** ECS's refusals with its words. */
export const refusals = {
  clusterNotFound: () => new ServiceError("ClusterNotFoundException", "Cluster not found."),
  serviceNotFound: () => new ServiceError("ServiceNotFoundException", "Service not found."),
  serviceNotActive: () => new ServiceError("ServiceNotActiveException", "Service was not ACTIVE."),
  client: (message: string) => new ServiceError("ClientException", message),
  invalid: (message: string) => new ServiceError("InvalidParameterException", message),
} as const;
