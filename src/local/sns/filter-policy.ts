import { isObject, type Json, type JsonObject } from "../json.ts";
import { invalid } from "./topic.ts";

/** The values that a message has for a key; undefined where it has none. */
type Values = (key: string) => readonly Json[] | undefined;

/** Whether a message passes a subscription's policy (Amazon SNS subscription filter policies); every key must be met; a message without any attributes meets none. */
export function passes(
  attributes: Readonly<Record<string, string>>,
  message: { body: string; attributes: JsonObject },
): boolean {
  const given = attributes["FilterPolicy"];
  if (given === undefined || given === "" || given === "{}") return true;
  const policy = parsed(given);
  if (!isObject(policy)) return true;
  if (attributes["FilterPolicyScope"] !== "MessageBody")
    return Object.keys(message.attributes).length > 0 && meets(policy, attributeValues(message.attributes));
  const body = parsed(message.body);
  return isObject(body) && meetsBody(policy, body);
}

/** Refuses a policy that is none, or that has operators which the local cloud has not. */
export function checkFilterPolicy(given: string): void {
  if (given === "") return;
  const policy = parsed(given);
  if (!isObject(policy)) throw invalid("Invalid parameter: FilterPolicy: failed to parse JSON");
  const conditions = (value: Json): readonly Json[] =>
    isObject(value) ? Object.values(value).flatMap(conditions) : Array.isArray(value) ? value : [undefined];
  for (const condition of Object.values(policy).flatMap(conditions)) {
    if (condition === undefined) throw invalid("Invalid parameter: FilterPolicy: a value is not an array");
    const operator = isObject(condition) ? (Object.keys(condition)[0] ?? "") : undefined;
    if (operator !== undefined && !Object.hasOwn(operators, operator))
      throw invalid(`Invalid parameter: FilterPolicy: Unrecognized match type ${operator}`);
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Attributes of the type Number compare as numbers, a String.Array by any of its members; those of the type Binary are ignored. */
const attributeValues =
  (attributes: JsonObject): Values =>
  (key) => {
    const attribute = attributes[key];
    if (!isObject(attribute) || attribute["Type"] === "Binary") return undefined;
    const { Type, Value } = attribute;
    if (Type === "Number") return [Number(Value)];
    const list = Type === "String.Array" && typeof Value === "string" ? parsed(Value) : undefined;
    return Array.isArray(list) ? list : [Value];
  };

const meets = (policy: JsonObject, values: Values): boolean =>
  Object.entries(policy).every(([key, conditions]) => meetsAny(conditions, values(key)));

const meetsBody = (policy: JsonObject, body: JsonObject): boolean =>
  Object.entries(policy).every(([key, conditions]) => {
    const value = body[key];
    if (isObject(conditions)) return isObject(value) && meetsBody(conditions, value);
    return meetsAny(conditions, value === undefined ? undefined : Array.isArray(value) ? value : [value]);
  });

const meetsAny = (conditions: Json, values: readonly Json[] | undefined): boolean =>
  Array.isArray(conditions) &&
  conditions.some((condition: Json) =>
    isObject(condition)
      ? Object.entries(condition).every(([operator, operand]) => operators[operator]?.(operand, values) ?? false)
      : (values?.includes(condition) ?? false),
  );

const some =
  (test: (value: string, operand: string) => boolean) => (operand: Json, values: readonly Json[] | undefined) =>
    values?.some((value) => typeof value === "string" && typeof operand === "string" && test(value, operand)) ?? false;

const operators: Readonly<Record<string, (operand: Json, values: readonly Json[] | undefined) => boolean>> = {
  exists: (operand, values) => (values !== undefined) === (operand === true),
  prefix: some((value, operand) => value.startsWith(operand)),
  suffix: some((value, operand) => value.endsWith(operand)),
  "equals-ignore-case": some((value, operand) => value.toLowerCase() === operand.toLowerCase()),
  "anything-but": (operand, values) => values?.some((value) => !meetsAny([operand].flat(), [value])) ?? false,
  numeric: (operand, values) => values?.some((value) => typeof value === "number" && isWithin(operand, value)) ?? false,
};

/** `[">", 0, "<=", 100]` */
function isWithin(operand: Json, value: number): boolean {
  const terms = Array.isArray(operand) ? operand : [];
  return terms.every((sign, index) => {
    const bound = terms[index + 1];
    if (index % 2 === 1) return true;
    const compare = typeof sign === "string" ? comparisons[sign] : undefined;
    return compare !== undefined && typeof bound === "number" && compare(value, bound);
  });
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};
