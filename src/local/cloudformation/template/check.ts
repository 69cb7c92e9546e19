import type { Json } from "../../json.ts";
import { misshapen } from "../intrinsics/shapes.ts";
import { invalid } from "../refusal.ts";
import type { Specs } from "../spec/spec.ts";
import { dependenciesOf, topological } from "./graph.ts";
import { referencesOf, type Reference } from "./references.ts";
import type { Template } from "./template.ts";

export const pseudoParameters = [
  "AWS::AccountId",
  "AWS::NotificationARNs",
  "AWS::NoValue",
  "AWS::Partition",
  "AWS::Region",
  "AWS::StackId",
  "AWS::StackName",
  "AWS::URLSuffix",
];

/** Refuses a template that refers to what is not there, in a circle, or to what its resource types do not have. */
export function checkReferences(template: Template, specs: Specs): void {
  checkFunctions(template);
  checkConditions(template);
  checkTypes(template, specs);
  const resources = [...template.resources.values()];
  checkBlock(
    template,
    "Resources",
    resources.map(({ properties, metadata, dependsOn }) => [
      properties,
      metadata,
      dependsOn.map((name) => ({ "Fn::GetAtt": [name, "*"] })),
    ]),
  );
  checkBlock(
    template,
    "Outputs",
    [...template.outputs.values()].map(({ value, exportName }) => [value, exportName]),
  );
  checkAttributes(template, specs);
  const graph = new Map(
    resources.map((resource) => [resource.logicalId, dependenciesOf(resource, template.resources)] as const),
  );
  const { circular } = topological(graph);
  if (circular.length > 0) throw invalid(`Circular dependency between resources: [${circular.join(", ")}]`);
}

function expressionsOf(template: Template): readonly Json[] {
  return [
    ...template.conditions.values(),
    ...[...template.resources.values()].map(({ properties }) => properties),
    ...[...template.outputs.values()].flatMap(({ value, exportName }) => [value, exportName]),
  ];
}

function checkFunctions(template: Template) {
  for (const expression of expressionsOf(template)) {
    const complaint = misshapen(expression);
    if (complaint !== undefined) throw invalid(complaint);
  }
}

function checkConditions(template: Template) {
  for (const expression of template.conditions.values())
    for (const reference of referencesOf(expression)) {
      if (reference.kind === "condition" && !template.conditions.has(reference.name))
        throw invalid(
          `Template format error: Unresolved condition dependency ${reference.name} in the Conditions block of the template`,
        );
      if ((reference.kind === "ref" && !isParameter(template, reference.name)) || reference.kind === "attribute")
        throw invalid(
          `Template format error: Unresolved dependencies [${reference.name}]. Cannot reference resources in the Conditions block of the template`,
        );
    }
  const named = [
    ...[...template.resources.values()].map(({ condition }) => ["Resources", condition] as const),
    ...[...template.outputs.values()].map(({ condition }) => ["Outputs", condition] as const),
  ];
  for (const [block, condition] of named)
    if (condition !== undefined && !template.conditions.has(condition))
      throw invalid(
        `Template format error: Unresolved condition dependency ${condition} in the ${block} block of the template`,
      );
  for (const expression of expressionsOf(template))
    for (const reference of referencesOf(expression))
      if (reference.kind === "condition" && !template.conditions.has(reference.name))
        throw invalid(`Template error: unresolved condition dependency ${reference.name} in Fn::If`);
}

const isParameter = (template: Template, name: string) =>
  template.parameters.has(name) || pseudoParameters.includes(name);

function checkTypes(template: Template, specs: Specs) {
  const unknown = [...template.resources.values()].flatMap(({ type }) => (specs.resource(type) ? [] : [type]));
  if (unknown.length > 0)
    throw invalid(`Template format error: Unrecognized resource types: [${[...new Set(unknown)].join(", ")}]`);
}

function checkBlock(template: Template, block: string, expressions: readonly Json[]) {
  const references = expressions.flatMap((expression) => referencesOf(expression));
  const missing = references.flatMap((reference) => {
    if (reference.kind === "ref" && !isParameter(template, reference.name) && !template.resources.has(reference.name))
      return [reference.name];
    return reference.kind === "attribute" && reference.attribute === "*" && !template.resources.has(reference.name)
      ? [reference.name]
      : [];
  });
  if (missing.length > 0)
    throw invalid(
      `Template format error: Unresolved resource dependencies [${[...new Set(missing)].join(", ")}] in the ${block} block of the template`,
    );
}

function checkAttributes(template: Template, specs: Specs) {
  const all = expressionsOf(template).flatMap((expression) => referencesOf(expression));
  for (const reference of all) checkAttribute(reference, template, specs);
}

function checkAttribute(reference: Reference, template: Template, specs: Specs) {
  if (reference.kind !== "attribute") return;
  const resource = template.resources.get(reference.name);
  if (!resource)
    throw invalid(`Template error: instance of Fn::GetAtt references undefined resource ${reference.name}`);
  if (reference.attribute !== "" && specs.resource(resource.type)?.hasAttribute(reference.attribute) !== true)
    throw invalid(
      `Template error: resource ${reference.name} does not support attribute type ${reference.attribute} in Fn::GetAtt`,
    );
}
