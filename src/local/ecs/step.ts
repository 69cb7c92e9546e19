import type { JsonObject } from "../json.ts";
import type { ResourceRequest, Step } from "../resource.ts";
import { ServiceError } from "../service.ts";

/** A step that failed, in the words CloudFormation has for what a resource's handler answers. */
export const failedStep = ({ token }: Pick<ResourceRequest, "token">, message: string, code: string): Step => ({
  state: "failed",
  reason: `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: ${code})`,
});

export const doneStep = (physicalId: string, attributes: JsonObject = {}): Step => ({
  state: "done",
  physicalId,
  attributes,
});

/** Runs a step; what the service refuses becomes the step's failure. */
export function stepOf(request: ResourceRequest, service: string, run: () => Step): Step {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const detail = `(Service: ${service}; Status Code: ${error.status}; Error Code: ${error.code})`;
    return failedStep(request, `Invalid request provided: ${error.message} ${detail}`, "InvalidRequest");
  }
}

export const existsStep = ({ type, ...request }: ResourceRequest, property: string, name: string): Step =>
  failedStep(
    request,
    `Resource of type '${type}' with identifier '{"/properties/${property}":"${name}"}' already exists.`,
    "AlreadyExists",
  );
