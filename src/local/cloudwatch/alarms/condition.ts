import { type JsonObject, list, number, text } from "../../json.ts";
import { MathRefusal } from "../math/evaluate.ts";
import { type MetricQuery, queriesOf, readSeries, resultsOf, type Window } from "../math/queries.ts";
import { isSeries, type Series } from "../math/series.ts";
import { metricKey, metricOf } from "../metrics/metric.ts";
import { percentOf } from "../metrics/statistic.ts";
import type { MetricStore } from "../metrics/store.ts";
import type { Rule } from "./judge.ts";
import type { AlarmRow } from "./rows.ts";

/** What a metric alarm watches for, ready to be looked at. */
export interface Condition extends Rule {
  readonly threshold: number;
  readonly operator: string;
  /** Milliseconds. */
  readonly period: number;
  readonly queries: readonly MetricQuery[];
  /** The query whose result is compared. */
  readonly watched: MetricQuery;
  /** Too few samples make a percentile that does not count (EvaluateLowSampleCountPercentile of `ignore`). */
  readonly fewest: number;
}

/** Why the local cloud cannot evaluate an alarm; it stays in INSUFFICIENT_DATA and says so. */
export interface Unreadable {
  readonly reason: string;
}

export function conditionOf({ settings }: Pick<AlarmRow, "settings">): Condition | Unreadable {
  const operator = text(settings, "ComparisonOperator") ?? "";
  const threshold = number(settings, "Threshold");
  if (!Object.hasOwn(comparisons, operator) || threshold === undefined)
    return { reason: `The local cloud detects no anomalies: it cannot compare by ${operator}.` };
  const queries = queriesIn(settings);
  const watched = queries.find(({ isReturned }) => isReturned);
  const unread = queries.find(({ expression }) => expression && !expression.tree);
  if (!watched) return { reason: "No metric or expression of this alarm returns data." };
  if (unread) return { reason: `The local cloud cannot read the expression ${unread.expression?.text}.` };
  const evaluationPeriods = number(settings, "EvaluationPeriods") ?? 1;
  return {
    threshold,
    operator,
    period: watched.period ?? Math.max(...queries.flatMap(({ period }) => period ?? []), 60_000),
    queries,
    watched,
    evaluationPeriods,
    datapointsToAlarm: number(settings, "DatapointsToAlarm") ?? evaluationPeriods,
    treatMissing: treatment(settings, queries),
    fewest: text(settings, "EvaluateLowSampleCountPercentile") === "ignore" ? fewestFor(watched.stat?.statistic) : 0,
  };
}

/** Milliseconds that an alarm looks back; nothing for a composite alarm, which follows others at once. */
export function windowOf(alarm: Pick<AlarmRow, "kind" | "settings">): number {
  const condition = alarm.kind === "MetricAlarm" ? conditionOf(alarm) : { reason: "" };
  return "reason" in condition ? 0 : condition.period * condition.evaluationPeriods;
}

/** The queries of an alarm; one on a single metric is as one with that query alone. */
export function queriesIn(settings: JsonObject): readonly MetricQuery[] {
  const given = list(settings, "Metrics");
  if (given.length > 0) return queriesOf(given);
  const Stat = text(settings, "Statistic") ?? text(settings, "ExtendedStatistic");
  const { Namespace, MetricName, Dimensions, Period, Unit } = settings;
  return queriesOf([{ Id: "m1", MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat, Unit } }]);
}

/** The keys of the metrics whose data an alarm reads. */
export const metricsOf = ({ settings, region }: AlarmRow): readonly string[] =>
  queriesIn(settings).flatMap(({ stat }) => (stat ? [metricKey(region, stat.metric)] : []));

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

export const isBreaching = ({ operator, threshold }: Condition, value: number): boolean =>
  comparisons[operator]?.(value, threshold) ?? false;

const treatments = ["missing", "ignore", "breaching", "notBreaching"] as const;

/** Alarms on metrics of AWS/DynamoDB always ignore missing data (API_PutMetricAlarm, TreatMissingData). */
function treatment(settings: JsonObject, queries: readonly MetricQuery[]): Rule["treatMissing"] {
  if (queries.some(({ stat }) => stat?.metric.namespace === "AWS/DynamoDB")) return "ignore";
  const asked = text(settings, "TreatMissingData");
  return treatments.find((name) => name === asked) ?? "missing";
}

/** How many samples make a percentile significant ("Percentile-based alarms and low data samples"). */
function fewestFor(statistic: string | undefined): number {
  const percent = statistic === undefined ? undefined : percentOf(statistic);
  if (percent === undefined || percent === 0 || percent === 100) return 0;
  const share = percent / 100;
  // Rounded, for 1 - 0.9 is less than a tenth.
  return Math.round(10 / (share >= 0.5 ? 1 - share : share));
}

/** The values of a window's periods and how many samples they are of; a reason where they cannot be worked out. */
export function valuesIn(metrics: MetricStore, condition: Condition, window: Window): Series | Unreadable {
  try {
    const found = resultsOf(metrics, condition.queries, window)(condition.watched.id);
    if (found !== undefined && typeof found !== "number" && isSeries(found)) return found;
    return { reason: `The expression of ${condition.watched.id} does not result in one time series.` };
  } catch (error) {
    if (error instanceof MathRefusal) return { reason: error.message };
    throw error;
  }
}

export function samplesIn(metrics: MetricStore, { watched, period }: Condition, window: Window): number {
  if (!watched.stat) return Infinity;
  const counts = readSeries(metrics, { ...watched.stat, statistic: "SampleCount", period }, window);
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** The metric of an alarm on a single metric. */
export const singleMetric = (settings: JsonObject) =>
  text(settings, "MetricName") === undefined ? undefined : metricOf(settings);
