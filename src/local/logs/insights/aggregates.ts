import type { Expression } from "./expression.ts";
import type { Row } from "./row.ts";
import { compare, sortOrder, toNumber, toText, type Value } from "./value.ts";

/** The state of one aggregate function over the rows of one group. */
export interface Aggregate {
  add(row: Row): void;
  value(): Value;
}

/** By name in lower case; the arguments are those of the call, `*` is none. */
export const aggregates: Readonly<Record<string, (args: readonly Expression[]) => Aggregate>> = {
  count: ([field]) => folded<number>(0, (count, row) => count + (!field || field(row) !== undefined ? 1 : 0)),
  count_distinct: ([field]) => {
    const seen = new Set<string>();
    return {
      add(row) {
        const text = toText(field?.(row));
        if (text !== undefined) seen.add(text);
      },
      value: () => seen.size,
    };
  },
  sum: ([field]) => numbers(field, (all) => (all.count === 0 ? undefined : all.sum)),
  avg: ([field]) => numbers(field, (all) => (all.count === 0 ? undefined : rounded(all.sum / all.count))),
  min: ([field]) => chosen(field, (value, best) => compare(value, best) < 0),
  max: ([field]) => chosen(field, (value, best) => compare(value, best) > 0),
  sortsfirst: ([field]) => chosen(field, (value, best) => sortOrder(value, best) < 0),
  sortslast: ([field]) => chosen(field, (value, best) => sortOrder(value, best) > 0),
  earliest: ([field]) => atTime(field, (time, best) => time < best),
  latest: ([field]) => atTime(field, (time, best) => time > best),
  pct: ([field, percent]) => percentile(field, percent ?? (() => 50)),
  median: ([field]) => percentile(field, () => 50),
};

function folded<T extends Value>(start: T, step: (so: T, row: Row) => T): Aggregate {
  let so = start;
  return {
    add(row) {
      so = step(so, row);
    },
    value: () => so,
  };
}

interface Numbers {
  sum: number;
  count: number;
}

function numbers(field: Expression | undefined, tell: (all: Numbers) => Value): Aggregate {
  const all: Numbers = { sum: 0, count: 0 };
  return {
    add(row) {
      const value = toNumber(field?.(row));
      if (value === undefined) return;
      all.sum += value;
      all.count += 1;
    },
    value: () => tell(all),
  };
}

/** Averages are told with four decimals. */
const rounded = (value: number) => Number(value.toFixed(4));

const chosen = (field: Expression | undefined, isBetter: (value: Value, best: Value) => boolean): Aggregate =>
  folded<Value>(undefined, (best, row) => {
    const value = field?.(row);
    return value !== undefined && (best === undefined || isBetter(value, best)) ? value : best;
  });

function atTime(field: Expression | undefined, isBetter: (time: number, best: number) => boolean): Aggregate {
  let found: { readonly time: number; readonly value: Value } | undefined;
  return {
    add(row) {
      const [value, time] = [field?.(row), toNumber(row.get("@timestamp")) ?? 0];
      if (value !== undefined && (!found || isBetter(time, found.time))) found = { time, value };
    },
    value: () => found?.value,
  };
}

/** The least value that so many percent of the values do not exceed. */
function percentile(field: Expression | undefined, percent: Expression): Aggregate {
  const all: number[] = [];
  let share = 0;
  return {
    add(row) {
      const value = toNumber(field?.(row));
      share = (toNumber(percent(row)) ?? 0) / 100;
      if (value !== undefined) all.push(value);
    },
    value: () => all.sort((a, b) => a - b)[Math.max(0, Math.ceil(share * all.length) - 1)],
  };
}
