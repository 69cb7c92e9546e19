import { list, object, text, texts, type Json, type JsonObject } from "../../json.ts";
import { expanded, languageExtensions, transformsOf } from "./language-extensions.ts";
import { checkShape, checkTransforms } from "./shape.ts";
import { parseTemplate } from "./text.ts";

/** One entry of the Resources section; properties still hold intrinsic functions. */
export interface ResourceDefinition {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
  readonly metadata: Json;
}

/** One entry of the Outputs section; value and export name may hold functions. */
export interface OutputDefinition {
  readonly key: string;
  readonly value: Json;
  readonly description: string | undefined;
  readonly exportName: Json;
  readonly condition: string | undefined;
}

/** A template whose shape was checked; what it refers to is checked by `checkReferences`. */
export interface Template {
  /** Whether it has the functions of AWS::LanguageExtensions. */
  readonly extended: boolean;
  readonly description: string | undefined;
  readonly metadata: Json;
  readonly parameters: ReadonlyMap<string, JsonObject>;
  readonly mappings: JsonObject;
  readonly conditions: ReadonlyMap<string, Json>;
  readonly rules: JsonObject;
  readonly resources: ReadonlyMap<string, ResourceDefinition>;
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
}

/** Throws CloudFormation's own words for what is not a template. */
export function readTemplate(source: string): Template {
  const given = parseTemplate(source);
  const extended = transformsOf(given).includes(languageExtensions);
  if (!extended) return templateOf(given, { extended });
  // What a loop stands for has to be sound, the loop itself is none of a template's members.
  checkTransforms(given);
  return templateOf(expanded(given), { extended });
}

/** A template's text with its loops written out, as GetTemplate shows what was deployed; others stay as they came. */
export function processed(source: string): string {
  const given = parseTemplate(source);
  return transformsOf(given).includes(languageExtensions) ? JSON.stringify(expanded(given)) : source;
}

function templateOf(body: JsonObject, { extended }: Pick<Template, "extended">): Template {
  checkShape(body);
  return {
    extended,
    description: text(body, "Description"),
    metadata: body["Metadata"],
    parameters: new Map(Object.keys(object(body, "Parameters")).map((key) => [key, object(body["Parameters"], key)])),
    mappings: object(body, "Mappings"),
    conditions: new Map(Object.entries(object(body, "Conditions"))),
    rules: object(body, "Rules"),
    resources: new Map(
      Object.keys(object(body, "Resources")).map((key) => [key, resourceOf(key, object(body["Resources"], key))]),
    ),
    outputs: new Map(
      Object.keys(object(body, "Outputs")).map((key) => [key, outputOf(key, object(body["Outputs"], key))]),
    ),
  };
}

const resourceOf = (logicalId: string, body: JsonObject): ResourceDefinition => ({
  logicalId,
  type: text(body, "Type") ?? "",
  properties: object(body, "Properties"),
  dependsOn: list(body, "DependsOn").length > 0 ? texts(body, "DependsOn") : [text(body, "DependsOn") ?? []].flat(),
  condition: text(body, "Condition"),
  deletionPolicy: text(body, "DeletionPolicy"),
  updateReplacePolicy: text(body, "UpdateReplacePolicy"),
  metadata: body["Metadata"],
});

const outputOf = (key: string, body: JsonObject): OutputDefinition => ({
  key,
  value: body["Value"],
  description: text(body, "Description"),
  exportName: object(body, "Export")["Name"],
  condition: text(body, "Condition"),
});
