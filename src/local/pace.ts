import { greatestTimeScale } from "../model/time-scale.ts";
import { askedNumber } from "./asked-number.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Part } from "./resource.ts";
import { rowWith } from "./row.ts";
import { ServiceError } from "./service.ts";
import type { Store } from "./store.ts";

/** How fast time passes for what AWS takes its time for: a factor (0 = at once), and the seed of its spread. */
export interface Pace {
  readonly scale: number;
  readonly seed: number;
}

/** The pace of a cloud, which outlives it, and the admin route `time` that shows it and sets it. What is asked for at the start wins. */
export function paceControl(store: Store, asked: Partial<Pace>): { readonly now: () => Pace; readonly part: Part } {
  const table = store.table("pace", rowWith<Pace>("scale", "seed"));
  const row = "now";
  const kept = table.get(row) ?? { scale: 0, seed: 0 };
  let pace = { ...kept, ...paceOf({ scale: asked.scale, seed: asked.seed }) };
  const set = (next: Pace) => {
    if (next.scale !== table.get(row)?.scale || next.seed !== table.get(row)?.seed) table.put(row, next);
    pace = next;
  };
  set(pace);
  const time = (input: JsonObject): Json => {
    const unknown = Object.keys(input).find((key) => key !== "scale" && key !== "seed");
    if (unknown !== undefined)
      throw new ServiceError("ValidationException", `Time has no "${unknown}"; it has scale and seed.`);
    set({ ...pace, ...paceOf(input) });
    return { ...pace };
  };
  return { now: () => pace, part: { services: [], resources: [], admin: { time } } };
}

/** What is asked for of it. Throws for what time cannot be. */
function paceOf(input: JsonObject): Partial<Pace> {
  const scale = askedNumber(input, "scale", { least: 0, most: greatestTimeScale });
  const seed = askedNumber(input, "seed", { whole: true });
  return { ...(scale !== undefined && { scale }), ...(seed !== undefined && { seed }) };
}
