import type { JsonObject } from "../../src/local/json.ts";
import type { Part, ResourceProvider, ResourceRequest, Step } from "../../src/local/resource.ts";

/** A step's request as the engine would send it; the token is a new one unless a retry is meant. */
export function stepRequest(
  type: string,
  properties: JsonObject,
  more: Partial<ResourceRequest> = {},
): ResourceRequest {
  return {
    account: "000000000000",
    region: "eu-west-1",
    stackId: "arn:aws:cloudformation:eu-west-1:000000000000:stack/dev/1",
    stackName: "dev",
    logicalId: "Thing",
    type,
    properties,
    tags: { "gworld:env": "dev" },
    token: "token-1",
    generatedName: (maxLength) => "dev-Thing-ABC123".slice(0, maxLength),
    ...more,
  };
}

/** The provider of a type among the parts'. */
export function providerOf(parts: readonly Part[], type: string): ResourceProvider {
  const found = parts.flatMap(({ resources }) => resources).find(({ types }) => types.includes(type));
  if (!found) throw new Error(`nobody makes ${type}`);
  return found;
}

/** The physical ID and attributes of a step that is done; throws the reason of any other. */
export function doneStep(step: Step): { readonly physicalId: string; readonly attributes: JsonObject } {
  if (step.state !== "done") throw new Error(step.state === "failed" ? step.reason : step.state);
  return step;
}
