import { list, texts, type JsonObject } from "../../json.ts";
import { goalOf, type Goal, type Reader } from "../engine/goal.ts";
import { evaluate } from "../intrinsics/evaluate.ts";
import { knownAfterApply } from "../intrinsics/scope.ts";
import type { Deployment, StackRecord } from "../model/stack.ts";
import { invalid } from "../refusal.ts";
import { checkCapabilities } from "../template/capabilities.ts";
import { checkReferences } from "../template/check.ts";
import { isSsmType, parameterValues } from "../template/parameters.ts";
import { checkRules } from "../template/rules.ts";
import { readTemplate } from "../template/template.ts";
import { capabilitiesIn, stackTags, templateText } from "./request.ts";
import type { Api } from "./service.ts";

/** A deployment that was asked for and is sound: what can be refused before anything is done has been checked. */
export interface Submission {
  readonly deployment: Deployment;
  readonly goal: Goal;
}

/** Reads template, parameters and tags of a request; what it leaves out is taken from the stack as it is shown. */
export async function readSubmission(
  api: Api,
  input: JsonObject,
  stack: Pick<StackRecord, "stackId" | "name" | "region" | "account" | "shown">,
): Promise<Submission> {
  const { machine } = api;
  const before = stack.shown;
  const source = await templateText(api, input, before && machine.records.template(before.template));
  const template = readTemplate(source);
  checkReferences(template, machine.specs);
  const capabilities = capabilitiesIn(input);
  checkCapabilities(template, capabilities);
  const parameters = await parameterValues(
    template,
    list(input, "Parameters"),
    before?.parameters ?? {},
    async (name) => machine.sources.parameter?.(name, stack.region),
  );
  const deployment: Deployment = {
    template: machine.records.keepTemplate(source),
    parameters,
    tags: stackTags(input, before?.tags ?? {}),
    capabilities,
    notificationArns:
      input["NotificationARNs"] === undefined ? (before?.notificationArns ?? []) : texts(input, "NotificationARNs"),
  };
  const goal = goalOf(template, deployment, stack);
  checkRules(template.rules, goal.scope(anything));
  evaluateAll(goal);
  return { deployment, goal };
}

const anything: Reader = {
  physicalId: () => knownAfterApply,
  attribute: () => knownAfterApply,
  imported: () => knownAfterApply,
};

/** Mappings, Select indexes and references to resources whose condition is false fail before anything is done. */
function evaluateAll(goal: Goal) {
  const scope = goal.scope(anything);
  for (const { properties } of goal.resources.values()) evaluate(properties, scope);
  for (const { value, exportName } of goal.outputs) evaluate([value, exportName ?? ""], scope);
}

/** A resource cannot become one of another type. */
export function checkTypesKept(api: Api, stack: StackRecord, goal: Goal): void {
  const changed = api.machine.records
    .resources(stack.stackId)
    .filter(
      ({ logicalId, current }) => current && (goal.resources.get(logicalId)?.type ?? current.type) !== current.type,
    );
  if (changed.length > 0)
    throw invalid(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.map(({ logicalId }) => logicalId).join(", ")}]`,
    );
}

/** SSM parameter types are read anew when an operation begins, also by a change set that was made earlier. */
export async function refreshParameters(api: Api, deployment: Deployment, region: string): Promise<Deployment> {
  const template = api.machine.template(deployment.template);
  const parameters = Object.fromEntries(
    await Promise.all(
      Object.entries(deployment.parameters).map(async ([key, parameter]) => {
        if (!isSsmType(template.parameters.get(key))) return [key, parameter] as const;
        const resolved = await api.machine.sources.parameter?.(parameter.value, region);
        return [key, resolved === undefined ? parameter : { ...parameter, resolved }] as const;
      }),
    ),
  );
  return { ...deployment, parameters };
}
