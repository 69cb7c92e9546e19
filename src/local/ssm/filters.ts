import { type Json, type JsonObject, list, text, texts } from "../json.ts";
import { ServiceError } from "../service.ts";
import { newest, type Parameter } from "./parameter.ts";

/** Whether a parameter passes all of `ParameterFilters` and of the older `Filters`. */
export function filtersOf(input: JsonObject): (parameter: Parameter) => boolean {
  const filters = [
    ...list(input, "ParameterFilters"),
    ...list(input, "Filters").map((filter) => ({ Key: text(filter, "Key"), Values: texts(filter, "Values") })),
  ];
  return (parameter) => filters.every((filter) => passes(parameter, filter));
}

function passes(parameter: Parameter, filter: Json): boolean {
  const key = text(filter, "Key") ?? "";
  const option = text(filter, "Option") ?? (key === "Path" ? "OneLevel" : "Equals");
  const wanted = texts(filter, "Values");
  const actual = attribute(parameter, key);
  if (actual === undefined) return false;
  return wanted.length === 0 || wanted.some((value) => fits(actual, value, option));
}

function attribute(parameter: Parameter, key: string): string | undefined {
  const version = newest(parameter);
  if (key.startsWith("tag:")) return parameter.tags[key.slice(4)];
  switch (key) {
    case "Name":
    case "Path":
      return parameter.name;
    case "Type":
      return version.type;
    case "KeyId":
      return version.keyId;
    case "Tier":
      return version.tier;
    case "DataType":
      return version.dataType;
    default:
      throw new ServiceError("InvalidFilterKey", `The following filter key is not valid: ${key}.`);
  }
}

function fits(actual: string, wanted: string, option: string): boolean {
  const path = wanted.endsWith("/") ? wanted : `${wanted}/`;
  switch (option) {
    case "BeginsWith":
      return actual.startsWith(wanted);
    case "Contains":
      return actual.includes(wanted);
    case "Recursive":
      return actual.startsWith(path);
    case "OneLevel":
      return actual.startsWith(path) && !actual.slice(path.length).includes("/");
    case "Equals":
      return actual === wanted;
    default:
      throw new ServiceError("InvalidFilterOption", `The following filter option is not valid: ${option}.`);
  }
}
