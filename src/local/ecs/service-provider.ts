import { type JsonObject, list, text } from "../json.ts";
import type { ExistingRequest, ResourceProvider, ResourceRequest, Step } from "../resource.ts";
import { clusterOf } from "./clusters.ts";
import type { EcsContext } from "./context.ts";
import type { ServiceRow } from "./rows.ts";
import type { Scheduler } from "./scheduler.ts";
import type { ServiceDeploymentRow } from "./service-deployment-row.ts";
import { createService, deleteService, serviceArn, updateService } from "./services.ts";
import { apiObject } from "./shape.ts";
import { doneStep, existsStep, failedStep, missingStep, propertyIdentifier, stepOf } from "../step.ts";
import { wording } from "./wording.ts";

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
function progress(request: ResourceRequest, service: ServiceRow): Step {
  const { arn, name, step, steady, deployments } = service;
  const own = step?.token === request.token ? step.deploymentId : undefined;
  const begun = service.serviceDeployments.find(({ target }) => own !== undefined && target.deploymentId === own);
  const stuck = own === undefined && deployments[0]?.rolloutState === "FAILED";
  const failure = begun && failureOf(begun);
  if (failure !== undefined) return { ...failedStep(request, failure, "GeneralServiceException"), physicalId: arn };
  if (begun?.status === "SUCCESSFUL" || steady || stuck) return doneStep(arn, { Name: name, ServiceArn: arn });
  return { state: "pending", physicalId: arn };
}

/** A deployment that was overtaken has not failed: the step waits for what overtook it. */
function failureOf({ alarms, breaker, status, statusReason }: ServiceDeploymentRow): string | undefined {
  if (breaker.status === "TRIGGERED")
    return "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.";
  if (alarms?.status === "TRIGGERED") return statusReason;
  const ended = status.startsWith("ROLLBACK") || status.startsWith("STOP");
  return ended && statusReason !== wording.serviceDeployment.superseded ? statusReason : undefined;
}

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
