import { type JsonObject, text } from "./json.ts";
import { ServiceError } from "./service.ts";

/** The text of a parameter that AWS insists on, refused in the words of its JSON services when it is missing. */
export function required(input: JsonObject, key: string, code = "ValidationException"): string {
  const value = text(input, key);
  if (value === undefined) throw new ServiceError(code, violation(key, "null", "Member must not be null"));
  return value;
}

/** How AWS words that one value breaks a rule of the API's model. */
export const violation = (key: string, value: string, rule: string): string =>
  `1 validation error detected: Value ${value === "null" ? "null" : `'${value}'`} at '${key.charAt(0).toLowerCase()}${key.slice(1)}' failed to satisfy constraint: ${rule}`;
