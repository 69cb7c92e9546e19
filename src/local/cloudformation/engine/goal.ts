import type { Json } from "../../json.ts";
import { evaluate } from "../intrinsics/evaluate.ts";
import type { Scope } from "../intrinsics/scope.ts";
import type { Deployment, StackRecord } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { dependenciesOf } from "../template/graph.ts";
import { parameterRef } from "../template/parameters.ts";
import type { OutputDefinition, ResourceDefinition, Template } from "../template/template.ts";

/** How values of other resources are read while this one is evaluated. */
export interface Reader {
  physicalId(logicalId: string): Json;
  attribute(logicalId: string, attribute: string): Json;
  imported(name: string): Json;
}

/** A deployment with its conditions decided: which resources and outputs there are, and what depends on what. */
export interface Goal {
  readonly template: Template;
  readonly deployment: Deployment;
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly outputs: readonly OutputDefinition[];
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  scope(reader: Reader): Scope;
}

/** Decides the conditions of a deployment; throws when they refer in a circle. */
export function goalOf(
  template: Template,
  deployment: Deployment,
  stack: Pick<StackRecord, "stackId" | "name" | "region" | "account">,
): Goal {
  const holds = conditionsOf(template, deployment, stack);
  const active = ({ condition }: { condition: string | undefined }) => condition === undefined || holds(condition);
  const resources = new Map([...template.resources].filter(([, resource]) => active(resource)));
  return {
    template,
    deployment,
    resources,
    outputs: [...template.outputs.values()].filter((output) => active(output)),
    dependencies: new Map(
      [...resources].map(([id, resource]) => [id, [...dependenciesOf(resource, resources)]] as const),
    ),
    scope: (reader) => scopeOf({ template, deployment, stack, resources, holds, reader }),
  };
}

function conditionsOf(
  template: Template,
  deployment: Deployment,
  stack: Pick<StackRecord, "stackId" | "name" | "region" | "account">,
): (name: string) => boolean {
  const decided = new Map<string, boolean | undefined>();
  const holds = (name: string): boolean => {
    const known = decided.get(name);
    if (known !== undefined) return known;
    if (decided.has(name)) throw invalid(`Template error: Found circular condition dependency with ${name}`);
    decided.set(name, undefined);
    const scope = scopeOf({ template, deployment, stack, resources: new Map(), holds, reader: nothing });
    const value = evaluate(template.conditions.get(name), scope);
    decided.set(name, value === true || value === "true");
    return decided.get(name) === true;
  };
  return holds;
}

const nothing: Reader = {
  physicalId: () => undefined,
  attribute: () => undefined,
  imported: () => undefined,
};

interface ScopeParts {
  readonly template: Template;
  readonly deployment: Deployment;
  readonly stack: Pick<StackRecord, "stackId" | "name" | "region" | "account">;
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly holds: (name: string) => boolean;
  readonly reader: Reader;
}

function scopeOf({ template, deployment, stack, resources, holds, reader }: ScopeParts): Scope {
  const pseudo: Readonly<Record<string, Json>> = {
    "AWS::AccountId": stack.account,
    "AWS::NotificationARNs": deployment.notificationArns,
    "AWS::NoValue": undefined,
    "AWS::Partition": "aws",
    "AWS::Region": stack.region,
    "AWS::StackId": stack.stackId,
    "AWS::StackName": stack.name,
    "AWS::URLSuffix": "amazonaws.com",
  };
  const there = (logicalId: string) => {
    if (!resources.has(logicalId))
      throw invalid(
        `Template format error: Unresolved resource dependencies [${logicalId}] in the Resources block of the template`,
      );
  };
  return {
    region: stack.region,
    mappings: template.mappings,
    condition: holds,
    imported: (name) => reader.imported(name),
    ref(name) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const parameter = deployment.parameters[name];
      if (parameter && template.parameters.has(name)) return parameterRef(template.parameters.get(name), parameter);
      there(name);
      return reader.physicalId(name);
    },
    attribute(logicalId, attribute) {
      there(logicalId);
      return reader.attribute(logicalId, attribute);
    },
  };
}
