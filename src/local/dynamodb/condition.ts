import { compare, mapPath } from "dynalite/db/index.js";
import { isObject, list, text, type Json, type JsonObject } from "../json.ts";
import { ServiceError } from "../service.ts";
import { contains, equal } from "./equal.ts";

/**
 * Whether an item meets a condition or a filter, as dynalite has parsed it. Only equality is ours: dynalite takes lists and
 * maps for equal where they are the same object, which two of them never are.
 */
export function holds(expression: JsonObject, item: JsonObject): boolean {
  const parts = list(expression, "args");
  const type = text(expression, "type");
  if (type === "and") return parts.every((part) => isObject(part) && holds(part, item));
  if (type === "or") return parts.some((part) => isObject(part) && holds(part, item));
  if (type === "not") return !parts.some((part) => isObject(part) && holds(part, item));
  const [subject, ...others] = parts.map((part) => operand(part, item));
  switch (type === "function" ? text(expression, "name") : type) {
    case "=":
      return equal(subject, others[0]);
    case "<>":
      return !equal(subject, others[0]);
    case "in":
      return others.some((other) => equal(subject, other));
    case "contains":
      return contains(subject, others[0]);
    default:
      return compare(text(expression, type === "function" ? "name" : "type") ?? "", subject, others);
  }
}

/** Throws what DynamoDB answers to a write whose condition is not met. */
export function meet(request: JsonObject, item: unknown): void {
  const condition = request["_condition"];
  if (!isObject(condition) || !isObject(condition["expression"])) return;
  if (holds(condition["expression"], isObject(item) ? item : {})) return;
  throw new ServiceError("ConditionalCheckFailedException", "The conditional request failed");
}

/** A value of the request, one of the item by its path, or a size; undefined where there is none. */
function operand(part: Json, item: JsonObject): Json | undefined {
  if (Array.isArray(part)) {
    const found = mapPath(part, item);
    return isObject(found) ? found : undefined;
  }
  if (!isObject(part) || text(part, "type") !== "function") return part;
  const size = sizeOf(operand(list(part, "args")[0] ?? null, item));
  return size === undefined ? undefined : { N: String(size) };
}

/** What `size` says; numbers, truths and nothing have none. */
function sizeOf(value: Json | undefined): number | undefined {
  if (!isObject(value)) return undefined;
  const [type, inner] = Object.entries(value)[0] ?? [];
  if (typeof inner === "string" && type === "S") return inner.length;
  if (typeof inner === "string" && type === "B") return Buffer.byteLength(inner, "base64");
  if (Array.isArray(inner)) return inner.length;
  return isObject(inner) ? Object.keys(inner).length : undefined;
}
