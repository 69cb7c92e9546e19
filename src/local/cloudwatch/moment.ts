import { type Json, isObject } from "../json.ts";
import { invalidValue, missing } from "./refuse.ts";

/** A moment under a key in milliseconds: seconds since the epoch as JSON and CBOR carry it, or ISO 8601 as query does. */
export function moment(value: Json, key: string): number | undefined {
  const found = isObject(value) ? value[key] : undefined;
  if (found === undefined || found === null || found === "") return undefined;
  const at = typeof found === "number" ? found * 1000 : typeof found === "string" ? Date.parse(found) : NaN;
  if (Number.isNaN(at)) throw invalidValue(`The parameter ${key} must be a moment.`);
  return at;
}

export function requiredMoment(value: Json, key: string): number {
  const at = moment(value, key);
  if (at === undefined) throw missing(key);
  return at;
}
