import { greatestTimeScale, isTimeScale } from "../model/time-scale.ts";
import { type Json, type JsonObject, number } from "./json.ts";
import type { Part } from "./resource.ts";
import { ServiceError } from "./service.ts";

/** How fast time passes for what AWS takes its time for: a factor (0 = at once), and the seed of its spread. */
export interface Pace {
  readonly scale: number;
  readonly seed: number;
}

/** The pace of a cloud, and the admin route `time` that shows it and sets it until the cloud stops. */
export function paceControl(begun: Pace): { readonly now: () => Pace; readonly part: Part } {
  let pace = begun;
  const time = (input: JsonObject): Json => {
    const unknown = Object.keys(input).find((key) => key !== "scale" && key !== "seed");
    if (unknown !== undefined) throw refused(`Time has no "${unknown}"; it has scale and seed.`);
    const [scale, seed] = [given(input, "scale", pace), given(input, "seed", pace)];
    if (!isTimeScale(scale)) throw refused(`The scale of time is a number from 0 to ${greatestTimeScale}.`);
    if (!Number.isInteger(seed)) throw refused("The seed is a whole number.");
    pace = { scale, seed };
    return { ...pace };
  };
  return { now: () => pace, part: { services: [], resources: [], admin: { time } } };
}

const given = (input: JsonObject, key: keyof Pace, pace: Pace) =>
  input[key] === undefined ? pace[key] : (number(input, key) ?? Number.NaN);

const refused = (message: string) => new ServiceError("ValidationException", message);
