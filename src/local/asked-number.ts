import { type JsonObject, number } from "./json.ts";
import { ServiceError } from "./service.ts";

interface Limits {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
}

/** A number that an admin request may give; undefined without one. Throws for anything else: what is not understood would never strike. */
export function askedNumber(input: JsonObject, key: string, limits: Limits = {}): number | undefined {
  if (input[key] === undefined) return undefined;
  const { least = -Number.MAX_VALUE, most = Number.MAX_VALUE, whole = false } = limits;
  const value = number(input, key) ?? Number.NaN;
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new ServiceError(
    "ValidationException",
    `${key} is ${whole ? "a whole number" : "a number"}${rangeText(limits)}, not ${JSON.stringify(input[key])}.`,
  );
}

function rangeText({ least, most }: Limits): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  if (least !== undefined) return ` of at least ${least}`;
  return most === undefined ? "" : ` of at most ${most}`;
}
