import { invalidValue } from "../refuse.ts";
import type { Sample } from "./sample.ts";

/** One number of a sample; undefined where it is not known, as a percentile of what was published as a statistic set. */
export type Statistic = (sample: Sample) => number | undefined;

const simple: Readonly<Record<string, Statistic>> = {
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Sum: ({ sum }) => sum,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
};

export const simpleStatistics = Object.keys(simple);

/** The statistic of that name: SampleCount, Average, Sum, Minimum, Maximum, or a percentile from p0.0 to p100. */
export function statisticOf(name: string): Statistic {
  const found = Object.hasOwn(simple, name) ? simple[name] : undefined;
  if (found) return found;
  const percent = percentOf(name);
  if (percent === undefined)
    throw invalidValue(
      `The value ${name} for parameter Stat is not supported. Percentiles and ${simpleStatistics.join(", ")} are.`,
    );
  return (sample) => percentile(sample, percent);
}

/** The 99.9 of p99.9; undefined for what is no percentile. */
export function percentOf(name: string): number | undefined {
  const [, digits] = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(name) ?? [];
  return digits === undefined || Number(digits) > 100 ? undefined : Number(digits);
}

/** The smallest value that so many percent of the values do not exceed. */
function percentile({ values, count }: Sample, percent: number): number | undefined {
  if (!values) return undefined;
  const rank = Math.max(1, Math.ceil((percent / 100) * count - 1e-9));
  let seen = 0;
  const sorted = [...values].sort(([a], [b]) => a - b);
  for (const [value, times] of sorted) {
    seen += times;
    if (seen >= rank) return value;
  }
  return sorted.at(-1)?.[0];
}
