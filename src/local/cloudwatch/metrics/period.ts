import { type Json, number } from "../../json.ts";
import { invalidValue, missing } from "../refuse.ts";

/** Shorter than a minute only these are periods, in seconds. */
const short = new Set([1, 5, 10, 20, 30]);

/** The period under a key, in milliseconds: 1, 5, 10, 20, 30 or a multiple of 60 seconds. */
export function periodOf(input: Json, key = "Period"): number {
  const seconds = number(input, key);
  if (seconds === undefined) throw missing(key);
  if (seconds <= 0 || (!short.has(seconds) && seconds % 60 !== 0))
    throw invalidValue(`The parameter ${key} must be 1, 5, 10, 20, 30 or a multiple of 60, not ${seconds}.`);
  return seconds * 1000;
}
