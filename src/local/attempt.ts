import type { ResourceRequest, Step } from "./resource.ts";
import { ServiceError } from "./service.ts";

/** Carries a step out; what the service refuses becomes a failed step in the words of CloudFormation's resource handlers. */
export function attempt({ token }: Pick<ResourceRequest, "token">, act: () => Step): Step {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const message = `Resource handler returned message: "${error.message}"`;
    return {
      state: "failed",
      reason: `${message} (RequestToken: ${token}, HandlerErrorCode: ${handlerCode(error.code)})`,
    };
  }
}

const handlerCode = (code: string) =>
  /Already|Exists/.test(code) ? "AlreadyExists" : /NotFound/.test(code) ? "NotFound" : "InvalidRequest";
