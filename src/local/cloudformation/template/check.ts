import type { Json } from "../../json.ts";
import { textOf } from "../intrinsics/scope.ts";
import { misshapen } from "../intrinsics/shapes.ts";
import { invalid } from "../refusal.ts";
import type { Specs } from "../spec/spec.ts";
import { dependenciesOf, topological } from "./graph.ts";
import { referencesOf, type Reference } from "./references.ts";
import type { Template } from "./template.ts";

/** Names that every template may refer to. */
const pseudoParameters = [
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
  checkDynamicReferences(template);
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
    const complaint = misshapen(expression, template.extended);
    if (complaint !== undefined) throw invalid(complaint);
  }
}

/** The quota of the page on dynamic references. */
const mostDynamicReferences = 60;

function checkDynamicReferences(template: Template) {
  const texts = [...template.resources.values()].map(({ properties }) => JSON.stringify(properties));
  const count = texts.join("").split("{{resolve:").length - 1;
  if (count > mostDynamicReferences)
    throw invalid(
      `Template error: a template can have at most ${mostDynamicReferences} dynamic references, not ${count}`,
    );
}

function checkConditions(template: Template) {
  for (const expression of template.conditions.values())
    for (const reference of referencesOf(expression)) checkInCondition(template, reference);
  checkNamed(template, "Resources", template.resources.values());
  checkNamed(template, "Outputs", template.outputs.values());
  for (const expression of expressionsOf(template))
    for (const reference of referencesOf(expression))
      if (reference.kind === "condition" && !template.conditions.has(reference.name))
        throw invalid(`Template error: unresolved condition dependency ${reference.name} in Fn::If`);
}

function checkInCondition(template: Template, reference: Reference) {
  if (reference.kind === "condition" && !template.conditions.has(reference.name))
    throw unresolvedCondition(reference.name, "Conditions");
  const resource = reference.kind === "ref" ? !isParameter(template, reference.name) : reference.kind === "attribute";
  if (resource)
    throw invalid(
      `Template format error: Unresolved dependencies [${textOf(reference.name)}]. Cannot reference resources in the Conditions block of the template`,
    );
}

function checkNamed(template: Template, block: string, members: Iterable<{ readonly condition: string | undefined }>) {
  for (const { condition } of members)
    if (condition !== undefined && !template.conditions.has(condition)) throw unresolvedCondition(condition, block);
}

const unresolvedCondition = (name: string, block: string) =>
  invalid(`Template format error: Unresolved condition dependency ${name} in the ${block} block of the template`);

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
