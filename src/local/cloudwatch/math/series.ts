/** Values by the moments at which their periods begin, in milliseconds. */
export type Series = ReadonlyMap<number, number>;

export interface Group {
  readonly series: readonly Series[];
}

/** What an expression can be: a number, a time series, or several of them. */
export type Result = number | Series | Group;

export const isSeries = (value: Result): value is Series => value instanceof Map;

/** Values at all moments that any of the series has, each of those that have one. */
export function across(series: readonly Series[], combine: (values: readonly number[]) => number): Series {
  const moments = [...new Set(series.flatMap((each) => [...each.keys()]))].sort((a, b) => a - b);
  return new Map(
    moments.map((at) => [
      at,
      combine(
        series.flatMap((each) => {
          const value = each.get(at);
          return value === undefined ? [] : [value];
        }),
      ),
    ]),
  );
}

/** Combines two results moment by moment: series only where both have a value, and never to what is no number. */
export function pairwise(a: Result, b: Result, combine: (x: number, y: number) => number): Result {
  if (typeof a === "number" && typeof b === "number") return combine(a, b);
  if (typeof a === "number" && isSeries(b)) return mapped(b, (y) => combine(a, y));
  if (isSeries(a) && typeof b === "number") return mapped(a, (x) => combine(x, b));
  if (isSeries(a) && isSeries(b))
    return finite([...a].flatMap(([at, x]) => (b.has(at) ? [[at, combine(x, b.get(at) ?? 0)] as const] : [])));
  const [left, right] = [members(a), members(b)];
  const size = Math.max(left.length, right.length);
  const pick = (list: readonly (Series | number)[], index: number) => list[list.length === 1 ? 0 : index] ?? 0;
  return {
    series: Array.from({ length: size }, (_, index) => pairwise(pick(left, index), pick(right, index), combine)).filter(
      isSeries,
    ),
  };
}

export const mapped = (series: Series, change: (value: number) => number): Series =>
  finite([...series].map(([at, value]) => [at, change(value)] as const));

const members = (value: Result): readonly (Series | number)[] =>
  typeof value === "number" || isSeries(value) ? [value] : value.series;

/** A division by zero has no value (Using metric math). */
const finite = (entries: readonly (readonly [number, number])[]): Series =>
  new Map(entries.filter(([, value]) => Number.isFinite(value)));
