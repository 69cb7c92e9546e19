import { bool, isObject, list, text, type Json, type JsonObject } from "../../json.ts";
import { invalid } from "../refusal.ts";
import { constraintBroken } from "./constraints.ts";
import type { Template } from "./template.ts";

/** A parameter of a stack: what was given, and for SSM parameter types what it stood for when the operation began. */
export interface ParameterValue {
  readonly value: string;
  readonly resolved?: string;
}
/** By name, in the order of the template. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

const ssmType = /^AWS::SSM::Parameter::Value<(.*)>$/;

/** Whether a value is shown as asterisks (NoEcho). */
export const isSecret = (definition: JsonObject | undefined) =>
  definition !== undefined && bool(definition, "NoEcho") === true;

/** Whether a value names an SSM parameter that holds the value meant. */
export const isSsmType = (definition: JsonObject | undefined) =>
  definition !== undefined && ssmType.test(text(definition, "Type") ?? "");

/** The `Parameters` of a request against those of the template; previous values serve UsePreviousValue. */
export async function parameterValues(
  template: Template,
  given: readonly Json[],
  previous: ParameterValues,
  readParameter: (name: string) => Promise<string | undefined>,
): Promise<ParameterValues> {
  const input = new Map(given.map((entry) => [text(entry, "ParameterKey") ?? "", entry]));
  const strangers = [...input.keys()].filter((key) => !template.parameters.has(key));
  if (strangers.length > 0) throw invalid(`Parameters: [${strangers.join(", ")}] do not exist in the template`);
  const values = new Map<string, string | undefined>();
  for (const [key, definition] of template.parameters)
    values.set(key, valueOf(key, input.get(key), definition, previous));
  const missing = [...values].flatMap(([key, value]) => (value === undefined ? [key] : []));
  if (missing.length > 0) throw invalid(`Parameters: [${missing.join(", ")}] must have values`);
  const result: Record<string, ParameterValue> = {};
  for (const [key, definition] of template.parameters)
    result[key] = await checked(key, values.get(key) ?? "", definition, readParameter);
  return result;
}

function valueOf(key: string, entry: Json, definition: JsonObject, previous: ParameterValues): string | undefined {
  if (bool(entry, "UsePreviousValue") === true) {
    const before = previous[key]?.value;
    if (before === undefined)
      throw invalid(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    return before;
  }
  return text(entry, "ParameterValue") ?? text(definition, "Default") ?? listDefault(definition);
}

const listDefault = (definition: JsonObject) =>
  list(definition, "Default").length > 0 ? list(definition, "Default").map(String).join(",") : undefined;

async function checked(
  key: string,
  value: string,
  definition: JsonObject,
  readParameter: (name: string) => Promise<string | undefined>,
): Promise<ParameterValue> {
  if (isSsmType(definition)) {
    const resolved = await readParameter(value);
    if (resolved === undefined)
      throw invalid(`Unable to fetch parameters [${value}] from parameter store for this account.`);
    return { value, resolved };
  }
  const broken = constraintBroken(key, value, definition);
  if (broken !== undefined) throw invalid(broken);
  return { value };
}

/** What Ref gives for a parameter: a list for list types, text for all others. */
export function parameterRef(definition: JsonObject | undefined, { value, resolved }: ParameterValue): Json {
  const type = text(definition, "Type") ?? "String";
  const inner = ssmType.exec(type)?.[1] ?? type;
  const source = resolved ?? value;
  if (inner !== "CommaDelimitedList" && !inner.startsWith("List<")) return source;
  return source === "" ? [] : source.split(",").map((item) => item.trim());
}

/** Parameters as the Describe calls show them; a NoEcho value is four asterisks. */
export const shownParameters = (values: ParameterValues, secret: (key: string) => boolean) =>
  Object.entries(values)
    .filter(([, value]) => isObject(value))
    .map(([key, { value, resolved }]) => ({
      ParameterKey: key,
      ParameterValue: secret(key) ? "****" : value,
      ...(resolved === undefined ? {} : { ResolvedValue: secret(key) ? "****" : resolved }),
    }));
