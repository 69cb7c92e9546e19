/** What is known of some measurements: their statistics, and the values by which percentiles are found, where all are known. */
export interface Sample {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Each value with how often it was measured. */
  readonly values?: readonly (readonly [number, number])[];
}

/** So many different values of one minute are kept apart; beyond, values count as those of three digits nearest to them. */
const mostValues = 500;

export const sampleOf = (value: number, count = 1): Sample => ({
  count,
  sum: value * count,
  min: value,
  max: value,
  values: [[value, count]],
});

export function merged(samples: readonly Sample[]): Sample | undefined {
  const [first, ...others] = samples;
  return first && others.reduce(merge, first);
}

function merge(a: Sample, b: Sample): Sample {
  const values = a.values && b.values ? joined(a.values, b.values) : undefined;
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    ...(values && { values }),
  };
}

type Values = NonNullable<Sample["values"]>;

function joined(a: Values, b: Values): Values {
  const counts = new Map(a);
  for (const [value, count] of b) counts.set(value, (counts.get(value) ?? 0) + count);
  if (counts.size <= mostValues) return [...counts];
  const rounded = new Map<number, number>();
  for (const [value, count] of counts) {
    const near = Number(value.toPrecision(3));
    rounded.set(near, (rounded.get(near) ?? 0) + count);
  }
  return [...rounded];
}
