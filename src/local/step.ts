import type { JsonObject } from "./json.ts";
import type { ResourceRequest, Step } from "./resource.ts";
import { ServiceError } from "./service.ts";

type Failed = Extract<Step, { state: "failed" }>;
type Asked = Pick<ResourceRequest, "token">;

/** A step that failed, in the words CloudFormation has for what a resource's handler answers. */
export const failedStep = ({ token }: Asked, message: string, code: string): Failed => ({
  state: "failed",
  reason: `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: ${code})`,
});

export const doneStep = (physicalId: string, attributes: JsonObject = {}): Step => ({
  state: "done",
  physicalId,
  attributes,
});

/** Runs a step; what the service refuses becomes the step's failure, worded as handlers that name their service do. */
export function stepOf(request: ResourceRequest, service: string, run: () => Step): Step {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const detail = `(Service: ${service}; Status Code: ${error.status}; Error Code: ${error.code})`;
    return failedStep(request, `Invalid request provided: ${error.message} ${detail}`, "InvalidRequest");
  }
}

/** What a service refused as the step's failure, in the service's own words; anything else is a defect and is thrown on. */
export function refusedStep(request: Asked, error: unknown): Failed {
  if (error instanceof ServiceError) return failedStep(request, error.message, handlerCode(error.code));
  throw error;
}

const handlerCode = (code: string) =>
  /Already|Exists/.test(code) ? "AlreadyExists" : /NotFound|^NoSuch/.test(code) ? "NotFound" : "InvalidRequest";

/** The name is taken; by its property where the handler tells that. No physical ID: the thing was never this stack's. */
export const existsStep = ({ type, token }: ResourceRequest, identifier: string): Failed =>
  failedStep({ token }, `Resource of type '${type}' with identifier '${identifier}' already exists.`, "AlreadyExists");

export const propertyIdentifier = (property: string, name: string) => `{"/properties/${property}":"${name}"}`;

export const missingStep = ({ type, token, physicalId }: Asked & { type: string; physicalId: string }): Failed => ({
  ...failedStep({ token }, `Resource of type '${type}' with identifier '${physicalId}' was not found.`, "NotFound"),
  physicalId,
});
