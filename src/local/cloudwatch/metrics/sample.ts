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

/** One sample of all; their values are counted once, however many samples there are. */
export function merged(samples: readonly Sample[]): Sample | undefined {
  const [first, ...others] = samples;
  if (!first || others.length === 0) return first;
  const areKnown = samples.every(({ values }) => values);
  const values = areKnown ? joined(samples.map((sample) => sample.values ?? [])) : undefined;
  const whole = others.reduce(
    (a, b) => ({
      count: a.count + b.count,
      sum: a.sum + b.sum,
      min: Math.min(a.min, b.min),
      max: Math.max(a.max, b.max),
    }),
    first,
  );
  const { count, sum, min, max } = whole;
  return { count, sum, min, max, ...(values && { values }) };
}

type Values = NonNullable<Sample["values"]>;

function joined(all: readonly Values[]): Values {
  const counts = new Map<number, number>();
  for (const [value, count] of all.flat()) counts.set(value, (counts.get(value) ?? 0) + count);
  if (counts.size <= mostValues) return [...counts];
  const rounded = new Map<number, number>();
  for (const [value, count] of counts) {
    const near = Number(value.toPrecision(3));
    rounded.set(near, (rounded.get(near) ?? 0) + count);
  }
  return [...rounded];
}
