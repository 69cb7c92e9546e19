import type { Request } from "./evaluate.ts";
import { place } from "./roles.ts";

export type Who = readonly string[];

/** One request, and everybody in an environment who may make it. */
export interface Row extends Request {
  readonly who: Who;
  /** Who may in a protected environment, where that is not the same. */
  readonly guarded?: Who;
}

export const { account, region } = place;
export const stranger = "999999999999";

export const arn = (service: string, resource: string, where = region, owner = account) =>
  `arn:aws:${service}:${where}:${owner}:${resource}`;

export const row = (action: string, resource: string, who: Who, context?: Request["context"]): Row => ({
  action,
  resource,
  who,
  ...(context && { context }),
});

export const tasks = ["WorldManagementTask", "AgentRuntimeTask", "LlmIntegrationTask"];
export const starters = ["WorldManagementExecution", "AgentRuntimeExecution", "LlmIntegrationExecution"];
export const deployers = ["Deployer", "GithubDeploy"];
export const lookers = ["Readonly", "Operator", "GithubPlan", ...deployers];
/** The most any of the tasks could ever be given. */
export const bound = "Boundary";
/** CloudFormation acting for somebody; the deployers stand beside it where it does. */
export const maker = "Execution";

/** As a service of AWS asks KMS for its caller. */
export const via = (service: string, more: Request["context"] = {}) => ({
  "kms:ViaService": `${service}.${region}.amazonaws.com`,
  ...more,
});
