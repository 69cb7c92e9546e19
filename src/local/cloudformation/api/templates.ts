import { bool, list, text, type JsonObject } from "../../json.ts";
import { invalid } from "../refusal.ts";
import { capabilitiesOf } from "../template/capabilities.ts";
import { checkReferences } from "../template/check.ts";
import { processed, readTemplate, type Template } from "../template/template.ts";
import { templateOfChangeSet } from "./change-sets.ts";
import { present } from "./paging.ts";
import { templateText } from "./request.ts";
import type { Handler } from "./service.ts";

/** The very text that was given, or what its transform made of it. */
export const getTemplate: Handler = (api, input, call) => {
  const proposed = templateOfChangeSet(api, input, call);
  const shown = (source: string) => (text(input, "TemplateStage") === "Original" ? source : processed(source));
  if (proposed !== undefined) return { TemplateBody: shown(proposed), StagesAvailable: ["Original", "Processed"] };
  const name = text(input, "StackName") ?? "";
  const stack = api.machine.records.findStack(name, call.region);
  if (!stack) throw invalid(`Stack with id ${name} does not exist`);
  // A stack that was only proposed has no template yet (recorded in stack_master#232).
  if (!stack.shown) return { TemplateBody: "", StagesAvailable: [] };
  return {
    TemplateBody: shown(api.machine.records.template(stack.shown.template)),
    StagesAvailable: ["Original", "Processed"],
  };
};

/** Checks references and functions, not the properties of resources: those fail when they are made. */
export const validateTemplate: Handler = async (api, input) => {
  const template = readTemplate(await templateText(api, input));
  checkReferences(template, api.machine.specs);
  return present({
    Description: template.description,
    Parameters: [...template.parameters].map(([key, definition]) =>
      present({
        ParameterKey: key,
        DefaultValue: defaultOf(definition),
        NoEcho: bool(definition, "NoEcho") ?? false,
        Description: text(definition, "Description"),
      }),
    ),
    ...capabilities(template),
  });
};

/** What a client asks before it deploys: parameters, types, capabilities; of a stack or of a template not deployed yet. */
export const getTemplateSummary: Handler = async (api, input, call) => {
  const name = text(input, "StackName");
  const stack = name === undefined ? undefined : api.machine.records.findStack(name, call.region);
  if (name !== undefined && !stack) throw invalid(`Stack with id ${name} does not exist`);
  if (stack && !stack.shown) throw invalid("GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.");
  const source = stack?.shown ? api.machine.records.template(stack.shown.template) : await templateText(api, input);
  const template = readTemplate(source);
  return present({
    Description: template.description,
    Parameters: [...template.parameters].map(([key, definition]) => summaryOf(key, definition)),
    ResourceTypes: [...new Set([...template.resources.values()].map(({ type }) => type))],
    ResourceIdentifierSummaries: identifiers(template, (type) => api.machine.specs.resource(type)?.identifier ?? []),
    Version: "2010-09-09",
    Metadata: template.metadata === undefined ? undefined : JSON.stringify(template.metadata),
    ...capabilities(template),
  });
};

const capabilities = (template: Template): JsonObject => {
  const needed = capabilitiesOf(template);
  return needed ? { Capabilities: [needed.capability], CapabilitiesReason: needed.reason } : {};
};

const defaultOf = (definition: JsonObject) =>
  text(definition, "Default") ??
  (list(definition, "Default").length > 0 ? list(definition, "Default").map(String).join(",") : undefined);

const summaryOf = (key: string, definition: JsonObject) =>
  present({
    ParameterKey: key,
    DefaultValue: defaultOf(definition),
    ParameterType: text(definition, "Type"),
    NoEcho: bool(definition, "NoEcho") ?? false,
    Description: text(definition, "Description"),
    ParameterConstraints: { AllowedValues: list(definition, "AllowedValues").map(String) },
  });

function identifiers(template: Template, identifierOf: (type: string) => readonly string[]) {
  const byType = new Map<string, string[]>();
  for (const { type, logicalId } of template.resources.values())
    byType.set(type, [...(byType.get(type) ?? []), logicalId]);
  return [...byType].flatMap(([type, logicalIds]) => {
    const keys = identifierOf(type);
    return keys.length === 0 ? [] : [{ ResourceType: type, LogicalResourceIds: logicalIds, ResourceIdentifiers: keys }];
  });
}
