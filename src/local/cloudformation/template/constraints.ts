import { list, number, text, type JsonObject } from "../../json.ts";

/** CloudFormation's words for a parameter value its definition does not allow; undefined when it does. */
export function constraintBroken(key: string, value: string, definition: JsonObject): string | undefined {
  const type = text(definition, "Type") ?? "String";
  const values =
    type === "CommaDelimitedList" || type.startsWith("List<") ? value.split(",").map((item) => item.trim()) : [value];
  const problem = values.map((item) => problemOf(key, item, type, definition)).find((found) => found !== undefined);
  if (problem === undefined) return undefined;
  const described = text(definition, "ConstraintDescription");
  return described === undefined ? problem : `Parameter ${key} failed to satisfy constraint: ${described}`;
}

function problemOf(key: string, value: string, type: string, definition: JsonObject): string | undefined {
  const numeric = type === "Number" || type === "List<Number>";
  if (numeric && (value === "" || Number.isNaN(Number(value)))) return `Parameter '${key}' must be a number`;
  const allowed = list(definition, "AllowedValues").map(String);
  if (allowed.length > 0 && !allowed.includes(value)) return `Parameter '${key}' must be one of AllowedValues`;
  return numeric ? rangeProblem(key, Number(value), definition) : textProblem(key, value, definition);
}

function rangeProblem(key: string, value: number, definition: JsonObject): string | undefined {
  const least = number(definition, "MinValue");
  const most = number(definition, "MaxValue");
  if (least !== undefined && value < least) return `Parameter '${key}' must be a number not less than ${least}`;
  if (most !== undefined && value > most) return `Parameter '${key}' must be a number not greater than ${most}`;
  return undefined;
}

function textProblem(key: string, value: string, definition: JsonObject): string | undefined {
  const least = number(definition, "MinLength");
  const most = number(definition, "MaxLength");
  const pattern = text(definition, "AllowedPattern");
  if (least !== undefined && value.length < least)
    return `Parameter '${key}' must contain at least ${least} characters`;
  if (most !== undefined && value.length > most) return `Parameter '${key}' must contain at most ${most} characters`;
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value))
    return `Parameter '${key}' must match pattern ${pattern}`;
  return undefined;
}
