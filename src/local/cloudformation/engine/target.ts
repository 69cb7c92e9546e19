import { isObject, type JsonObject } from "../../json.ts";
import { evaluate } from "../intrinsics/evaluate.ts";
import type { Scope } from "../intrinsics/scope.ts";
import type { Existing } from "../model/resource.ts";
import { conform } from "../spec/conform.ts";
import type { Specs } from "../spec/spec.ts";
import type { Goal } from "./goal.ts";

/** What a resource shall become, without a physical ID yet; `problem` when its properties are not allowed. */
export function targetOf(
  goal: Goal,
  logicalId: string,
  scope: Scope,
  specs: Specs,
): { readonly target: Existing; readonly problem?: string; readonly problems: readonly string[] } {
  const definition = goal.resources.get(logicalId);
  const spec = definition && specs.resource(definition.type);
  if (!definition || !spec) throw new Error(`${logicalId} is not a resource of the template`);
  const evaluated = evaluate(definition.properties, scope);
  const conformed = conform(spec, isObject(evaluated) ? evaluated : {}, specs);
  const target: Existing = {
    type: definition.type,
    physicalId: "",
    properties: conformed.properties,
    attributes: {},
    tags: goal.deployment.tags,
    dependsOn: goal.dependencies.get(logicalId) ?? [],
    deletionPolicy: definition.deletionPolicy ?? defaultPolicy(definition.type, conformed.properties),
    updateReplacePolicy: definition.updateReplacePolicy ?? "Delete",
    metadata: isObject(definition.metadata) ? definition.metadata : {},
    seed: "",
  };
  const problem = problemText(logicalId, conformed.problems);
  const { problems } = conformed;
  return problem === undefined ? { target, problems } : { target, problem, problems };
}

/** RDS clusters, and instances outside of one, are snapshotted unless the template says otherwise (DeletionPolicy page). */
const defaultPolicy = (type: string, properties: JsonObject) =>
  type === "AWS::RDS::DBCluster" || (type === "AWS::RDS::DBInstance" && properties["DBClusterIdentifier"] === undefined)
    ? "Snapshot"
    : "Delete";

function problemText(logicalId: string, problems: readonly string[]): string | undefined {
  if (problems.length === 0) return undefined;
  const unsupported = problems
    .map((problem) => /^#: extraneous key \[(.*)\] is not permitted$/.exec(problem)?.[1])
    .find((name) => name !== undefined);
  if (unsupported !== undefined) return `Encountered unsupported property ${unsupported}`;
  return `Properties validation failed for resource ${logicalId} with message:\n${problems.join("\n")}`;
}
