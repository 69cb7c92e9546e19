import { isLong, isLongNumber, type LongNumber } from "../long-number.ts";
import type { Condition, FieldPath, Scalar } from "./filter.ts";

/** A condition of a JSON pattern; `joined` tells by what its parts are joined. */
export interface Selection {
  readonly text: string;
  readonly joined?: "&&" | "||" | undefined;
}

/** A condition on fields as AWS can check it, on JSON lines alone; undefined for what may differ there. */
export function selectionOf(filter: Condition): Selection | undefined {
  if (filter.kind !== "equals" && filter.kind !== "orders") return undefined;
  const { subject } = filter;
  if (subject.kind !== "fields") return undefined;
  const tests = filter.kind === "equals" ? equalities(filter.value) : [ordering(filter)];
  const all = subject.paths.flatMap((path) =>
    tests.map((test) => (test === undefined ? undefined : withSelector(path, test))),
  );
  return all.every((one) => one !== undefined) ? joinSelections(all, "||") : undefined;
}

/** Undefined when there is nothing to join. */
export function joinSelections(parts: readonly Selection[], by: "&&" | "||"): Selection | undefined {
  const [only, ...others] = parts;
  if (only === undefined || others.length === 0) return only;
  const inner = ({ text, joined }: Selection) => (joined === undefined || joined === by ? text : `(${text})`);
  return { text: parts.map(inner).join(` ${by} `), joined: by };
}

/** Names that a selector may hold without quotes; places in arrays follow them. */
const plainName = /^[A-Za-z_][\w-]*$/;

function withSelector(path: FieldPath, test: string): Selection | undefined {
  const steps = path.map((step) =>
    typeof step === "number" ? `[${step}]` : plainName.test(step) ? `.${step}` : undefined,
  );
  return steps.includes(undefined) ? undefined : { text: `$${steps.join("")} ${test}` };
}

/** A number equals its digits as a text too, so both are asked for. Of long ones nobody knows how AWS rounds them. */
function equalities(value: Scalar): readonly (string | undefined)[] {
  if (isLongValue(value)) return [undefined];
  if (value === null) return ["IS NULL"];
  if (typeof value === "boolean") return [value ? "IS TRUE" : "IS FALSE"];
  if (typeof value === "number") return [textTest(String(value)), numberTest("=", value)];
  return isDigits(value) ? [textTest(value), numberTest("=", Number(value))] : [textTest(value)];
}

const isLongValue = (value: Scalar): value is string | LongNumber =>
  isLongNumber(value) || (typeof value === "string" && isLong(value));

/** True for a text that a number may be equal to. */
export const isDigits = (text: string) => String(Number(text)) === text;

const ordering = ({ operator, bound }: Extract<Condition, { readonly kind: "orders" }>) =>
  typeof bound === "number" && Math.abs(bound) <= Number.MAX_SAFE_INTEGER ? numberTest(operator, bound) : undefined;

const numberTest = (operator: string, bound: number) =>
  /^-?\d+(?:\.\d+)?$/.test(String(bound)) ? `${operator} ${bound}` : undefined;

/** ASCII without what ends, escapes or starts something else; from other characters on any text will do. */
function textTest(value: string): string | undefined {
  const same = /^[ !#$&-[\]-~]*/.exec(value)?.[0] ?? "";
  if (same === "") return undefined;
  if (same === value) return `= "${same}"`;
  return same.includes("*") ? undefined : `= "${same}*"`;
}
