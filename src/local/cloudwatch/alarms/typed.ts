import { isObject, type Json } from "../../json.ts";

const numbers = new Set([
  "Period",
  "EvaluationPeriods",
  "DatapointsToAlarm",
  "Threshold",
  "ActionsSuppressorWaitPeriod",
  "ActionsSuppressorExtensionPeriod",
]);
const booleans = new Set(["ReturnData", "ActionsEnabled"]);

/** Query and templates say numbers and booleans as text: here they become what the API's model calls them. */
export function typed(value: Json, key = ""): Json {
  if (typeof value === "string" && numbers.has(key) && value !== "" && !Number.isNaN(Number(value)))
    return Number(value);
  if (typeof value === "string" && booleans.has(key)) return value === "true";
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, typed(child, name)]));
  return Array.isArray(value) ? value.map((child) => typed(child, key)) : value;
}
