import { type JsonObject, list, text } from "../json.ts";
import type { ExistingRequest, ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { clusterOf } from "./clusters.ts";
import type { EcsContext } from "./context.ts";
import type { ServiceRow } from "./rows.ts";
import type { Scheduler } from "./scheduler.ts";
import { createService, deleteService, serviceArn, updateService } from "./services.ts";
import { apiObject } from "./shape.ts";
import { doneStep, existsStep, failedStep, missingStep, propertyIdentifier, stepOf } from "../step.ts";

/**
 * AWS::ECS::Service. Ref is the ARN. Create and update take until the rollout is over: done when all tasks are healthy,
 * failed when the circuit breaker trips, also when the service itself has rolled back.
 */
export const serviceProvider = (context: EcsContext, scheduler: Scheduler): ResourceProvider => ({
  types: ["AWS::ECS::Service"],
  create: (request) =>
    stepOf(request, "AmazonECS", () => {
      const input = inputOf(request);
      const name = text(input, "serviceName") ?? request.generatedName(255);
      const found = context.state.services.get(serviceArn(name, clusterOf(context, input, request).name, request));
      const exists = found && found.status !== "INACTIVE";
      if (exists && found.step?.token !== request.token)
        return existsStep(request, propertyIdentifier("ServiceName", name));
      const settings = { place: request, token: request.token };
      return progress(
        request,
        exists ? found : createService(context, scheduler, { ...input, serviceName: name }, settings),
      );
    }),
  update: (request) =>
    stepOf(request, "AmazonECS", () => {
      const before = context.state.services.get(request.physicalId);
      if (before?.step?.token === request.token) return progress(request, before);
      const settings = { place: request, token: request.token };
      const dropped = request.previous["LoadBalancers"] !== undefined && { loadBalancers: [] };
      const input = { ...dropped, ...inputOf(request), service: request.physicalId };
      return progress(request, updateService(context, scheduler, input, settings));
    }),
  delete: (request) => {
    const service = context.state.services.get(request.physicalId);
    const input = { cluster: service?.clusterArn, service: request.physicalId, force: true };
    if (service?.status === "ACTIVE") deleteService(context, scheduler, input, request);
    return gone(context, request);
  },
  check: (request, action) => {
    const service = context.state.services.get(request.physicalId);
    if (action === "delete") return gone(context, request);
    return service ? progress(request, service) : missingStep(request);
  },
});

/** How far the deployment of this step is; a step that began none waits for the steady state. */
function progress(request: ResourceRequest, { arn, name, step, history, steady, deployments }: ServiceRow): Step {
  const own = step?.token === request.token ? step.deploymentId : undefined;
  const result = history.find(({ id }) => id === own)?.result;
  const stuck = own === undefined && deployments[0]?.rolloutState === "FAILED";
  if (result === "FAILED")
    return { ...failedStep(request, breakerMessage, "GeneralServiceException"), physicalId: arn };
  if (result === "COMPLETED" || steady || stuck) return doneStep(arn, { Name: name, ServiceArn: arn });
  return { state: "pending", physicalId: arn };
}

const breakerMessage = "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.";

const gone = ({ state }: EcsContext, { physicalId }: ExistingRequest): Step =>
  (state.services.get(physicalId)?.status ?? "INACTIVE") === "INACTIVE"
    ? doneStep(physicalId)
    : { state: "pending", physicalId };

function inputOf(request: ResourceRequest): JsonObject {
  const given = apiObject(request.properties);
  return {
    ...given,
    tags: [...Object.entries(request.tags).map(([key, value]) => ({ key, value })), ...list(given, "tags")],
  };
}
