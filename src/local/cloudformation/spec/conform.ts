import type { PropertyType } from "@aws-cdk/service-spec-types";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { isUnknown, scalarText } from "../intrinsics/scope.ts";
import type { PropertySpec } from "./entry.ts";
import type { ResourceSpec, Specs } from "./spec.ts";

/** Properties as their types want them ("true" becomes true), and what the specification does not allow. */
interface Conformed {
  readonly properties: JsonObject;
  readonly problems: readonly string[];
}

interface Found {
  readonly value: Json;
  readonly problems: readonly string[];
}
const fine = (value: Json): Found => ({ value, problems: [] });

/** Reads resolved properties against the service specification; problems are written as CloudFormation's schema checks. */
export function conform(spec: ResourceSpec, properties: JsonObject, specs: Specs): Conformed {
  const found = structure(properties, "#", (name) => spec.property(name), specs);
  const missing = spec.required.filter((name) => properties[name] === undefined);
  const problems = [...missing.map((name) => `#: required key [${name}] not found`), ...found.problems];
  return { properties: isObject(found.value) ? found.value : {}, problems };
}

function structure(
  value: JsonObject,
  path: string,
  property: (name: string) => PropertySpec | undefined,
  specs: Specs,
): Found {
  const members = Object.entries(value).map(([name, member]) => {
    const spec = property(name);
    return [
      name,
      spec
        ? anyOf(member, spec.types, `${path}/${name}`, specs)
        : { value: member, problems: [`${path}: extraneous key [${name}] is not permitted`] },
    ] as const;
  });
  return {
    value: Object.fromEntries(members.map(([name, member]) => [name, member.value])),
    problems: members.flatMap(([, { problems }]) => problems),
  };
}

/** The first type that fits without a problem, else what the first one says. */
function anyOf(value: Json, types: readonly PropertyType[], path: string, specs: Specs): Found {
  const tried = types.map((type) => one(value, type, path, specs));
  return tried.find(({ problems }) => problems.length === 0) ?? tried[0] ?? fine(value);
}

function one(value: Json, type: PropertyType, path: string, specs: Specs): Found {
  // What only the execution tells may turn out to be anything.
  if (isUnknown(value)) return fine(value);
  switch (type.type) {
    case "array":
      return array(value, type.element, path, specs);
    case "map":
      return map(value, type.element, path, specs);
    case "union":
      return anyOf(value, type.types, path, specs);
    case "ref":
      return compound(value, type, path, specs);
    case "tag":
      return isObject(value) ? fine(value) : mismatch(value, "JSONObject", path);
    case "json":
    case "null":
      return fine(value);
    default:
      return scalar(value, type.type, path);
  }
}

const javaNames: Readonly<Record<string, string>> = { boolean: "Boolean", integer: "Integer", number: "Number" };

function scalar(value: Json, type: string, path: string): Found {
  const source = scalarText(value);
  if (source === undefined) return mismatch(value, javaNames[type] ?? "String", path);
  if (type === "boolean")
    return source === "true" || source === "false" ? fine(source === "true") : mismatch(value, "Boolean", path);
  if (type === "integer" || type === "number")
    return source !== "" && !Number.isNaN(Number(source))
      ? fine(Number(source))
      : mismatch(value, javaNames[type] ?? "Number", path);
  return fine(source);
}

function array(value: Json, element: PropertyType, path: string, specs: Specs): Found {
  if (!Array.isArray(value)) return mismatch(value, "JSONArray", path);
  const items = value.map((item: Json, index) => one(item, element, `${path}/${index}`, specs));
  return { value: items.map((item) => item.value), problems: items.flatMap(({ problems }) => problems) };
}

function map(value: Json, element: PropertyType, path: string, specs: Specs): Found {
  if (!isObject(value)) return mismatch(value, "JSONObject", path);
  const items = Object.entries(value).map(([key, item]) => [key, one(item, element, `${path}/${key}`, specs)] as const);
  return {
    value: Object.fromEntries(items.map(([key, item]) => [key, item.value])),
    problems: items.flatMap(([, { problems }]) => problems),
  };
}

/** Members of a property type; what is required counts only where the structure is given. */
function compound(value: Json, type: PropertyType, path: string, specs: Specs): Found {
  if (!isObject(value)) return mismatch(value, "JSONObject", path);
  const members = specs.members(type) ?? new Map<string, PropertySpec>();
  const found = structure(value, path, (name) => members.get(name), specs);
  const missing = [...members].flatMap(([name, { required }]) => (required && value[name] === undefined ? [name] : []));
  return {
    value: found.value,
    problems: [...missing.map((name) => `${path}: required key [${name}] not found`), ...found.problems],
  };
}

const mismatch = (value: Json, expected: string, path: string): Found => ({
  value,
  problems: [`${path}: expected type: ${expected}, found: ${javaName(value)}`],
});

const javaName = (value: Json) =>
  Array.isArray(value) ? "JSONArray" : isObject(value) ? "JSONObject" : (javaNames[typeof value] ?? "String");
