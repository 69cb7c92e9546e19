import { isObject, object, text, type Json, type JsonObject } from "../../json.ts";
import { invalid } from "../refusal.ts";
import { languageExtensions, transformsOf } from "./language-extensions.ts";

const sections = [
  "AWSTemplateFormatVersion",
  "Description",
  "Metadata",
  "Parameters",
  "Mappings",
  "Conditions",
  "Rules",
  "Resources",
  "Outputs",
  "Transform",
  "Hooks",
];
const resourceMembers = [
  "Type",
  "Properties",
  "DependsOn",
  "Condition",
  "DeletionPolicy",
  "UpdateReplacePolicy",
  "UpdatePolicy",
  "CreationPolicy",
  "Metadata",
  "Description",
];
const deletionPolicies = ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"];
const bad = (message: string) => invalid(`Template format error: ${message}`);

/** Refuses what is not shaped as a template; limits are those of the CloudFormation quotas page. */
export function checkShape(body: JsonObject): void {
  checkSections(body);
  checkTransforms(body);
  checkResources(object(body, "Resources"));
  checkOutputs(object(body, "Outputs"));
  checkParameters(object(body, "Parameters"));
  checkMappings(object(body, "Mappings"));
  checkNulls(body, "");
}

function checkSections(body: JsonObject) {
  const unknown = Object.keys(body).filter((key) => !sections.includes(key));
  if (unknown.length > 0) throw invalid(`Invalid template property or properties [${unknown.join(", ")}]`);
  const version = text(body, "AWSTemplateFormatVersion");
  if (version !== undefined && version !== "2010-09-09") throw bad("Template version not supported.");
  if ((text(body, "Description")?.length ?? 0) > 1024) throw bad("'Description' length is greater than 1024.");
  for (const section of ["Parameters", "Mappings", "Conditions", "Resources", "Outputs"])
    if (body[section] !== undefined && body[section] !== null && !isObject(body[section]))
      throw bad(`Any ${section} member must be an object.`);
}

/** Refuses a template that wants to be transformed by what is not there. */
export function checkTransforms(body: JsonObject) {
  const unknown = transformsOf(body).find((name) => name !== languageExtensions);
  if (unknown !== undefined) throw invalid(`No transform named ${unknown} found.`);
}

/** Quotas per template: 500 resources, 200 of everything else. */
function limit(what: string, members: JsonObject, most: number) {
  const count = Object.keys(members).length;
  if (count > most) throw bad(`Number of ${what}, ${count}, is greater than maximum allowed, ${most}`);
}

function checkResources(resources: JsonObject) {
  const names = Object.keys(resources);
  if (names.length === 0) throw bad("At least one Resources member must be defined.");
  limit("resources", resources, 500);
  for (const name of names) {
    const resource = resources[name];
    if (!/^[A-Za-z0-9]+$/.test(name)) throw bad(`Resource name ${name} is non alphanumeric.`);
    if (!isObject(resource)) throw bad("Any Resources member must be an object.");
    const unknown = Object.keys(resource).find((key) => !resourceMembers.includes(key));
    if (unknown !== undefined) throw invalid(`Invalid template resource property '${unknown}'`);
    if (text(resource, "Type") === undefined)
      throw bad(`[/Resources/${name}] Every Resources object must contain a Type member.`);
    if (resource["Properties"] !== undefined && resource["Properties"] !== null && !isObject(resource["Properties"]))
      throw bad(`[/Resources/${name}/Properties] Properties must be an object.`);
    checkPolicies(name, resource);
  }
}

function checkPolicies(name: string, resource: JsonObject) {
  for (const key of ["DeletionPolicy", "UpdateReplacePolicy"]) {
    const policy = resource[key];
    if (policy === undefined) continue;
    if (typeof policy !== "string") throw bad(`Every ${key} member must be a string.`);
    if (!deletionPolicies.includes(policy) || (key === "UpdateReplacePolicy" && policy === "RetainExceptOnCreate"))
      throw bad(`Unrecognized ${key} ${policy} for resource ${name}`);
  }
}

function checkOutputs(outputs: JsonObject) {
  limit("outputs", outputs, 200);
  for (const [name, output] of Object.entries(outputs)) {
    if (!/^[A-Za-z0-9]+$/.test(name)) throw bad(`Output name ${name} is non alphanumeric.`);
    if (!isObject(output) || !("Value" in output)) throw bad("Every Outputs member must contain a Value object");
  }
}

function checkParameters(parameters: JsonObject) {
  limit("parameters", parameters, 200);
  for (const [name, parameter] of Object.entries(parameters)) {
    if (!/^[A-Za-z0-9]+$/.test(name)) throw bad(`Parameter name ${name} is non alphanumeric.`);
    if (!isObject(parameter) || text(parameter, "Type") === undefined)
      throw bad("Every Parameters object must contain a Type member.");
  }
}

function checkMappings(mappings: JsonObject) {
  limit("mappings", mappings, 200);
  for (const [name, mapping] of Object.entries(mappings)) {
    if (!isObject(mapping)) throw bad(`Every Mappings member ${name} must be a map`);
    for (const [key, attributes] of Object.entries(mapping)) {
      if (!isObject(attributes)) throw bad(`Every Mappings member ${key} must be a map`);
      if (Object.values(attributes).some((value) => isObject(value)))
        throw bad("Every Mappings attribute must be a String or a List.");
    }
  }
}

/** CloudFormation has no null, not even in metadata. */
function checkNulls(value: Json, path: string): void {
  if (value === null) throw invalid(`[${path}] 'null' values are not allowed in templates`);
  if (Array.isArray(value)) value.forEach((item, index) => checkNulls(item, `${path}/${index}`));
  else if (isObject(value)) for (const key of Object.keys(value)) checkNulls(value[key], `${path}/${key}`);
}
