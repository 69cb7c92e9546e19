import { regexIn, unquote, wildcard } from "./text.ts";

export type Test = (value: unknown) => boolean;

/**
 * The test that follows a selector. A field that is absent passes NOT EXISTS alone, not `!=`. Numbers compare with
 * numbers, texts with texts; a text with `*` also with a number's digits.
 */
export function comparison(operator: string, operand: string): Test | undefined {
  switch (`${operator} ${operand}`.toUpperCase()) {
    case "NOT EXISTS":
      return (value) => value === undefined;
    case "IS NULL":
      return (value) => value === null;
    case "IS TRUE":
      return (value) => value === true;
    case "IS FALSE":
      return (value) => value === false;
    default:
      return ordering(operator, operand) ?? equality(operator, operand);
  }
}

const numeric = /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function ordering(operator: string, operand: string): Test | undefined {
  if (!numeric.test(operand)) return undefined;
  const bound = Number(operand);
  const compare = orders[operator];
  return compare && ((value) => typeof value === "number" && compare(value, bound));
}

const orders: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  "=": (value, bound) => value === bound,
  "!=": (value, bound) => value !== bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function equality(operator: string, operand: string): Test | undefined {
  const equals = textTest(operand);
  if (!equals) return undefined;
  if (operator === "=") return equals;
  return operator === "!=" ? (value) => value !== undefined && !equals(value) : undefined;
}

function textTest(operand: string): Test | undefined {
  if (operand === "*") return (value) => value !== undefined;
  if (operand.startsWith("%")) {
    const regex = regexIn(operand);
    return regex && ((value) => typeof value === "string" && regex.test(value));
  }
  const text = operand.startsWith('"') ? unquote(operand) : operand;
  if (!/^[^$%]/.test(operand) || ["(", ")", "{", "}", "&&", "||"].includes(operand)) return undefined;
  const matches = wildcard(text);
  const digits = text.includes("*");
  return (value) => (typeof value === "string" || (digits && typeof value === "number")) && matches(String(value));
}
