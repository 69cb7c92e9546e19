import type { Series } from "../math/series.ts";
import type { MetricStore } from "../metrics/store.ts";
import { type Condition, conditionOf, isBreaching, samplesIn, valuesIn } from "./condition.ts";
import { judge, rangeOf } from "./judge.ts";
import { type Evaluated, reasonData, reasonText } from "./reason.ts";
import type { AlarmRow, AlarmState } from "./rows.ts";

/** What looking at a metric alarm found. */
export interface Verdict {
  /** Undefined where the alarm stays as it is. */
  readonly state: AlarmState | undefined;
  /** The latest value there is, for those who scale by it. */
  readonly latest: number | undefined;
  /** Whether the same look could find something else later without new data. */
  readonly mayChange: boolean;
}

/** How often alarms are looked at: every ten seconds where periods are shorter than a minute, else every minute. */
export const stepOf = ({ period }: Pick<Condition, "period">): number => (period < 60_000 ? 10_000 : 60_000);

/** Looks at a metric alarm over the periods that ended by `end`, which is a moment of its step. */
export function evaluateAlarm(metrics: MetricStore, row: AlarmRow, end: number, now: number): Verdict {
  const condition = conditionOf(row);
  if ("reason" in condition) return unreadable(condition.reason, now);
  const { period, evaluationPeriods, fewest } = condition;
  const from = end - rangeOf(condition) * period;
  const window = { region: row.region, from, to: end, origin: end };
  const values = valuesIn(metrics, condition, window);
  if ("reason" in values) return unreadable(values.reason, now);
  const mayChange = condition.queries.some(({ stat }) => stat && metrics.has(row.region, stat.metric, from));
  const latest = [...values].sort(([a], [b]) => a - b).at(-1)?.[1];
  if (fewest > 0 && samplesIn(metrics, condition, { ...window, from: end - evaluationPeriods * period }) < fewest)
    return { state: undefined, latest, mayChange };
  const evaluated = { condition, end, now, counted: countedOf(values, condition, { from, end }) };
  const value = judge(pointsOf(values, condition, { from, end }), condition);
  const state = value && {
    value,
    reason: reasonText(evaluated, row.state.value, value),
    data: reasonData(evaluated),
    since: now,
  };
  return { state, latest, mayChange };
}

const unreadable = (reason: string, since: number): Verdict => ({
  state: { value: "INSUFFICIENT_DATA", reason, since },
  latest: undefined,
  mayChange: false,
});

interface Range {
  readonly from: number;
  readonly end: number;
}

function pointsOf(values: Series, condition: Condition, { from, end }: Range) {
  const points: (boolean | undefined)[] = [];
  for (let at = from; at < end; at += condition.period) {
    const value = values.get(at);
    points.push(value === undefined ? undefined : isBreaching(condition, value));
  }
  return points;
}

/** The real points that count, oldest first. */
const countedOf = (values: Series, { evaluationPeriods }: Condition, { from, end }: Range): Evaluated["counted"] =>
  [...values]
    .filter(([at]) => at >= from && at < end)
    .sort(([a], [b]) => a - b)
    .slice(-evaluationPeriods)
    .map(([at, value]) => ({ at, value }));
