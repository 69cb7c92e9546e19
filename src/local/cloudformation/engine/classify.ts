import type { Existing, ResourceRecord } from "../model/resource.ts";
import { differencesOf, same } from "../spec/difference.ts";
import type { Specs } from "../spec/spec.ts";

/** What bringing a resource to its target takes. `describe`: only what CloudFormation itself keeps has changed. */
export type Work = "none" | "create" | "update" | "replace" | "describe";

/** A property that only may cause a replacement is changed in place: which it is, the service would decide. */
export function workFor(record: ResourceRecord | undefined, target: Existing, specs: Specs): Work {
  const current = record?.current;
  if (!current) return "create";
  if (current.type !== target.type) return "replace";
  const spec = specs.resource(target.type);
  if (!spec) return "none";
  const differences = differencesOf(spec, current.properties, target.properties, specs);
  if (differences.some(({ replacement }) => replacement === "yes")) return "replace";
  const retagged = spec.tagProperty !== undefined && !same(current.tags, target.tags);
  if (differences.length > 0 || retagged || record.status === "UPDATE_FAILED") return "update";
  return same(current.metadata, target.metadata) ? "none" : "describe";
}

/** A replacement that would need the name its predecessor still has; CloudFormation's words, with that name. */
export function nameKept(current: Existing, target: Existing, specs: Specs): string | undefined {
  const identifier = specs.resource(target.type)?.identifier ?? [];
  const [name] = identifier.map((key) => target.properties[key]);
  if (identifier.length === 0 || typeof name !== "string" || current.type !== target.type) return undefined;
  const kept = identifier.every(
    (key) => target.properties[key] !== undefined && same(current.properties[key], target.properties[key]),
  );
  return kept
    ? `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack again.`
    : undefined;
}
