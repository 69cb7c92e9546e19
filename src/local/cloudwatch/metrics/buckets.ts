import { grouped } from "../../grouped.ts";
import { merged, type Sample } from "./sample.ts";
import type { Measured } from "./store.ts";

export interface Bucket {
  /** When its period begins, in milliseconds. */
  readonly at: number;
  readonly sample: Sample;
  readonly unit: string;
}

/** Samples by periods that are counted from an origin, in the order of time; empty periods are left out. */
export function buckets(measured: readonly Measured[], period: number, origin = 0): readonly Bucket[] {
  const begins = ({ at }: Measured) => at - ((((at - origin) % period) + period) % period);
  return [...grouped(measured, begins)]
    .flatMap(([at, group]) => {
      const sample = merged(group.map((each) => each.sample));
      return sample ? [{ at, sample, unit: group[0]?.unit ?? "None" }] : [];
    })
    .sort((a, b) => a.at - b.at);
}
