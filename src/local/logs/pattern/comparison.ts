import { regexIn, unquote, wildcard } from "./text.ts";

export type JsonTest = (value: unknown) => boolean;

/**
 * The test of a JSON value that is there. Only texts and numbers compare: with an object, an array, a boolean or null,
 * neither `=` nor `!=` is true ("JSON special considerations"). `NOT EXISTS` is true of no value that is there.
 */
export function jsonComparison(operator: string, operand: string): JsonTest | undefined {
  switch (`${operator} ${operand}`.toUpperCase()) {
    case "NOT EXISTS":
      return () => false;
    case "IS NULL":
      return (value) => value === null;
    case "IS TRUE":
      return (value) => value === true;
    case "IS FALSE":
      return (value) => value === false;
    case "= *":
    case '= "*"':
      return (value) => value !== null && typeof value !== "object";
    default:
      return jsonOrdering(operator, operand) ?? jsonEquality(operator, operand);
  }
}

function jsonOrdering(operator: string, operand: string): JsonTest | undefined {
  const compare = numeric.test(operand) ? orders[operator] : undefined;
  const bound = Number(operand);
  return compare && ((value) => typeof value === "number" && compare(value, bound));
}

/** A text with `*` at an end also compares with a number's digits, a text in quotes does not. */
function jsonEquality(operator: string, operand: string): JsonTest | undefined {
  const matches = textTest(operand);
  if (!matches || (operator !== "=" && operator !== "!=")) return undefined;
  const digits = operand.startsWith("*") || operand.endsWith("*");
  const isComparable = (value: unknown) => typeof value === "string" || (typeof value === "number" && digits);
  return operator === "="
    ? (value) => isComparable(value) && matches(String(value))
    : (value) =>
        (typeof value === "string" || typeof value === "number") && !(isComparable(value) && matches(String(value)));
}

/** The test of a field of a space-delimited event, which is text: it compares as a number where both are numbers. */
export function fieldComparison(operator: string, operand: string): ((field: string) => boolean) | undefined {
  const bound = Number(operand);
  const compare = numeric.test(operand) ? orders[operator] : undefined;
  if (compare) return (field) => (numeric.test(field) ? compare(Number(field), bound) : operator === "!=");
  const matches = textTest(operand);
  if (!matches) return undefined;
  if (operator === "=") return matches;
  return operator === "!=" ? (field) => !matches(field) : undefined;
}

/** Also with a sign, a point, and in scientific notation. */
const numeric = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

const orders: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "!=": (value, bound) => value !== bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function textTest(operand: string): ((value: string) => boolean) | undefined {
  if (operand.startsWith("%")) {
    const regex = regexIn(operand);
    return regex && ((value) => regex.test(value));
  }
  if (operand.startsWith('"')) return wildcard(unquote(operand));
  return /^[\w*.:/#+-]+$/.test(operand) ? wildcard(operand) : undefined;
}
