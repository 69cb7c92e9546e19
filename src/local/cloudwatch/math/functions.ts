import { across, isSeries, mapped, pairwise, type Result, type Series } from "./series.ts";

interface Context {
  readonly moments: readonly number[];
  readonly word: string | undefined;
}

/** Undefined for arguments that the function does not take. */
export type Call = (args: readonly Result[], context: Context) => Result | undefined;

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

/** The functions of metric math that the local cloud has ("Using metric math", Functions and operators). */
export const functions: Readonly<Record<string, Call>> = {
  SUM: gathering(sum),
  AVG: gathering((values) => sum(values) / values.length),
  MIN: gathering((values) => Math.min(...values)),
  MAX: gathering((values) => Math.max(...values)),
  ABS: each(Math.abs),
  CEIL: each(Math.ceil),
  FLOOR: each(Math.floor),
  FILL: fill,
  IF: choose,
  DIFF: (args) => stepwise(args, (now, before) => now.value - before.value),
  RATE: (args) => stepwise(args, (now, before) => (now.value - before.value) / ((now.at - before.at) / 1000)),
};

/** Of several series their value at each moment, of one series one number for all its moments. */
function gathering(combine: (values: readonly number[]) => number): Call {
  return ([value, ...more]) => {
    if (value === undefined || typeof value === "number" || more.length > 0) return undefined;
    return isSeries(value) ? combine([...value.values()]) : across(value.series, combine);
  };
}

function each(change: (value: number) => number): Call {
  return ([value, ...more]) =>
    value === undefined || more.length > 0 ? undefined : pairwise(value, 0, (same) => change(same));
}

/** FILL(series, value), FILL(series, REPEAT) and FILL(series, LINEAR). */
function fill([value, filling]: readonly Result[], { moments, word }: Context): Result | undefined {
  if (value === undefined || typeof value === "number") return undefined;
  const one = (series: Series): Series => {
    if (word === "LINEAR") return linear(series, moments);
    let last: number | undefined;
    const entries = moments.flatMap((at) => {
      last = series.get(at) ?? (word === "REPEAT" ? last : filler(filling, at));
      return last === undefined ? [] : [[at, last] as const];
    });
    return new Map(entries);
  };
  return isSeries(value) ? one(value) : { series: value.series.map(one) };
}

const filler = (filling: Result | undefined, at: number) =>
  typeof filling === "number" ? filling : filling && isSeries(filling) ? filling.get(at) : undefined;

function linear(series: Series, moments: readonly number[]): Series {
  const known = [...series].sort(([a], [b]) => a - b);
  return new Map(
    moments.flatMap((at) => {
      const after = known.find(([moment]) => moment >= at);
      const before = known.findLast(([moment]) => moment <= at);
      if (!after || !before) return [];
      const share = after[0] === before[0] ? 0 : (at - before[0]) / (after[0] - before[0]);
      return [[at, before[1] + share * (after[1] - before[1])] as const];
    }),
  );
}

/** IF(condition, then, otherwise): moment by moment; without a third nothing where the condition is not met. */
function choose([condition, then, otherwise]: readonly Result[]): Result | undefined {
  if (condition === undefined || then === undefined) return undefined;
  if (typeof condition === "number") return condition !== 0 ? then : (otherwise ?? new Map());
  if (!isSeries(condition)) return undefined;
  const at = (result: Result | undefined, moment: number) =>
    typeof result === "number" ? result : result && isSeries(result) ? result.get(moment) : undefined;
  return new Map(
    [...condition].flatMap(([moment, met]) => {
      const value = at(met !== 0 ? then : otherwise, moment);
      return value === undefined ? [] : [[moment, value] as const];
    }),
  );
}

interface Point {
  readonly at: number;
  readonly value: number;
}

function stepwise([value]: readonly Result[], change: (now: Point, before: Point) => number): Result | undefined {
  if (value === undefined || typeof value === "number" || !isSeries(value)) return undefined;
  const entries = [...value].sort(([a], [b]) => a - b);
  const steps = entries.flatMap(([at, now], index) => {
    const [before, previous] = entries[index - 1] ?? [];
    return before === undefined || previous === undefined
      ? []
      : [[at, change({ at, value: now }, { at: before, value: previous })] as const];
  });
  return mapped(new Map(steps), (same) => same);
}
