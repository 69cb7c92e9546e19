import type { ExistingRequest, Live } from "../resource.ts";
import { findParameter, type Parameters } from "./parameter.ts";

/** A parameter as it is; the value of a SecureString, which no template makes, is not told. */
export function liveParameter(parameters: Parameters, request: ExistingRequest): Live | undefined {
  const { name, versions } = findParameter(parameters, request, request.physicalId) ?? { name: "", versions: [] };
  const newest = versions.at(-1);
  if (!newest || newest.type === "SecureString") return undefined;
  const { type, value, description, allowedPattern } = newest;
  return {
    properties: { Name: name, Type: type, Value: value, Description: description, AllowedPattern: allowedPattern },
    attributes: { Type: type, Value: value },
  };
}
