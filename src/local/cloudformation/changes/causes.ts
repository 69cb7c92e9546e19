import type { Json } from "../../json.ts";
import { referencesOf } from "../template/references.ts";
import { isSsmType } from "../template/parameters.ts";
import { same } from "../spec/difference.ts";
import type { Comparison } from "./modify.ts";

/** Why a property changes, in the words of a change set. */
export interface Cause {
  readonly source: "DirectModification" | "ParameterReference" | "ResourceReference" | "ResourceAttribute";
  readonly evaluation: "Static" | "Dynamic";
  /** The parameter, the resource or `resource.attribute`. */
  readonly entity?: string;
}

const direct: Cause = { source: "DirectModification", evaluation: "Static" };

/** What makes a top-level property differ: its own text, a parameter, or a resource that is replaced. */
export function causesOf(comparison: Comparison, property: string): readonly Cause[] {
  const { logicalId, goal, before } = comparison;
  const after = goal.resources.get(logicalId)?.properties[property];
  const earlier = before?.resources.get(logicalId)?.properties[property];
  const indirect = referencesOf(after).flatMap((reference) => causeOf(comparison, reference));
  if (!same(asText(earlier), asText(after))) return [direct, ...indirect.filter(({ entity }) => entity !== undefined)];
  return indirect.length > 0 ? distinct(indirect) : [direct];
}

/** Properties whose value is the same today but may not be when a resource they refer to turns out to be replaced. */
export function dynamicCauses(comparison: Comparison): readonly { readonly name: string; readonly cause: Cause }[] {
  const properties = comparison.goal.resources.get(comparison.logicalId)?.properties ?? {};
  return Object.entries(properties).flatMap(([name, expression]) =>
    distinct(referencesOf(expression).flatMap((reference) => causeOf(comparison, reference)))
      .filter(({ evaluation }) => evaluation === "Dynamic")
      .map((cause) => ({ name, cause })),
  );
}

type Reference = ReturnType<typeof referencesOf>[number];

function causeOf(comparison: Comparison, reference: Reference): readonly Cause[] {
  if (reference.kind !== "ref" && reference.kind !== "attribute") return [];
  const replacement = comparison.replaced.get(reference.name);
  if (replacement) {
    const evaluation = replacement === "True" ? ("Static" as const) : ("Dynamic" as const);
    return reference.kind === "ref"
      ? [{ source: "ResourceReference", evaluation, entity: reference.name }]
      : [{ source: "ResourceAttribute", evaluation, entity: `${reference.name}.${reference.attribute}` }];
  }
  return reference.kind === "ref" && parameterChanged(comparison, reference.name)
    ? [{ source: "ParameterReference", evaluation: "Static", entity: reference.name }]
    : [];
}

/** Values read from SSM count as modified directly, as CloudFormation shows them. */
function parameterChanged({ goal, before }: Comparison, name: string): boolean {
  const after = goal.deployment.parameters[name];
  if (!after || isSsmType(goal.template.parameters.get(name))) return false;
  return before?.deployment.parameters[name]?.value !== after.value;
}

const asText = (expression: Json): string => JSON.stringify(expression) ?? "";

const distinct = (causes: readonly Cause[]): readonly Cause[] => [
  ...new Map(causes.map((cause) => [JSON.stringify(cause), cause] as const)).values(),
];
