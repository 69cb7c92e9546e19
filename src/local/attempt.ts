import type { ResourceRequest, Step } from "./resource.ts";
import { refusedStep } from "./step.ts";

/** Carries a step out; what the service refuses becomes a failed step in the words of CloudFormation's resource handlers. */
export function attempt(request: Pick<ResourceRequest, "token">, act: () => Step): Step {
  try {
    return act();
  } catch (error) {
    return refusedStep(request, error);
  }
}
