import type { Goal } from "../engine/goal.ts";
import type { Machine } from "../engine/machine.ts";
import type { Existing } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import { existingId } from "./existing.ts";

/** Why a change set cannot be executed, found out before anything was done; DescribeEvents tells it. */
export interface Validation {
  readonly logicalId: string;
  readonly type: string;
  readonly name: "PROPERTY_VALIDATION" | "NAME_CONFLICT_VALIDATION";
  readonly reason: string;
  /** Where in the template. */
  readonly path: string;
}

const hooks = {
  PROPERTY_VALIDATION: "AWS::EarlyValidation::PropertyValidation",
  NAME_CONFLICT_VALIDATION: "AWS::EarlyValidation::ResourceExistenceCheck",
} as const;

/** What a new or changed resource comes to, and what the specification has against it. */
export interface Planned {
  readonly target: Existing;
  readonly problems: readonly string[];
}

/** Properties of all resources against the specification, and names of new ones against what exists. */
export async function validations(
  machine: Machine,
  stack: StackRecord,
  goal: Goal,
  { planned, added }: { readonly planned: ReadonlyMap<string, Planned>; readonly added: readonly string[] },
): Promise<readonly Validation[]> {
  const found: Validation[] = [];
  for (const [logicalId, { target, problems }] of planned)
    found.push(...problems.map((problem) => propertyProblem(logicalId, target.type, problem)));
  for (const logicalId of added) {
    const target = planned.get(logicalId)?.target;
    const identifier = target && (await existingId(machine, stack, logicalId, target));
    if (target && identifier !== undefined)
      found.push({
        logicalId,
        type: target.type,
        name: "NAME_CONFLICT_VALIDATION",
        reason: `Resource of type '${target.type}' with identifier '${identifier}' already exists.`,
        path: `/Resources/${logicalId}`,
      });
  }
  return found.filter(({ logicalId }) => goal.resources.has(logicalId));
}

/** The words of a failed change set; which resources it is about only the events say. */
export const validationFailure = (failed: readonly Validation[]): string =>
  `The following hook(s)/validation failed: [${[...new Set(failed.map(({ name }) => hooks[name]))].join(", ")}]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.`;

function propertyProblem(logicalId: string, type: string, problem: string): Validation {
  const [, at = "", said = problem] = /^#([^:]*): (.*)$/.exec(problem) ?? [];
  const reason = said
    .replace(/^required key (\[.*\]) not found$/, "Required property $1 not found")
    .replace(/^extraneous key (\[.*\]) is not permitted$/, "Unsupported property $1");
  return { logicalId, type, name: "PROPERTY_VALIDATION", reason, path: `/Resources/${logicalId}/Properties${at}` };
}
