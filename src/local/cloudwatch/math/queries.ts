import { bool, isObject, type Json, object, text } from "../../json.ts";
import { buckets } from "../metrics/buckets.ts";
import { type Metric, metricOf } from "../metrics/metric.ts";
import { periodOf } from "../metrics/period.ts";
import { statisticOf } from "../metrics/statistic.ts";
import type { MetricStore } from "../metrics/store.ts";
import { invalidRequest } from "../refuse.ts";
import { evaluate } from "./evaluate.ts";
import { type Node, parseExpression } from "./parse.ts";
import type { Result, Series } from "./series.ts";

/** One of the queries of a request or of an alarm: a metric's statistic, or an expression over others. */
export interface MetricQuery {
  readonly id: string;
  readonly label: string;
  readonly isReturned: boolean;
  /** Milliseconds; an expression without one has that of its metrics. */
  readonly period: number | undefined;
  readonly stat?: { readonly metric: Metric; readonly statistic: string; readonly unit: string | undefined };
  /** What the local cloud cannot read has no tree. */
  readonly expression?: { readonly text: string; readonly tree: Node | undefined };
}

/** The queries as the API has them (MetricDataQuery). Throws ValidationException for what is none. */
export function queriesOf(given: readonly Json[]): readonly MetricQuery[] {
  const queries = given.map(queryOf);
  const ids = new Set(queries.map(({ id }) => id));
  if (ids.size < queries.length)
    throw invalidRequest("The values for parameter id in MetricDataQueries are not unique.");
  return queries;
}

function queryOf(given: Json): MetricQuery {
  const id = text(given, "Id") ?? "";
  if (!/^[a-z]\w{0,254}$/.test(id))
    throw invalidRequest(`The value ${id} for parameter Id is invalid: it must begin with a lowercase letter.`);
  const [stat, expression] = [object(given, "MetricStat"), text(given, "Expression")];
  const hasStat = isObject(given) && given["MetricStat"] !== undefined;
  if (hasStat === (expression !== undefined))
    throw invalidRequest(`The query ${id} must have either a MetricStat or an Expression.`);
  const isReturned = bool(given, "ReturnData") ?? true;
  const label = text(given, "Label");
  if (expression !== undefined) {
    const period = text(given, "Period") === undefined ? undefined : periodOf(given);
    return {
      id,
      label: label ?? id,
      isReturned,
      period,
      expression: { text: expression, tree: parseExpression(expression) },
    };
  }
  const metric = metricOf(object(stat, "Metric"));
  const statistic = text(stat, "Stat") ?? "";
  statisticOf(statistic);
  const read = { metric, statistic, unit: text(stat, "Unit") };
  return { id, label: label ?? metric.name, isReturned, period: periodOf(stat), stat: read };
}

export interface Window {
  readonly region: string;
  /** Milliseconds, rounded down to a period's beginning; periods are counted from `origin`. */
  readonly from: number;
  readonly to: number;
  readonly origin?: number;
}

/** Answers each query once, whichever others refer to it. Throws MathRefusal where an expression cannot be worked out. */
export function resultsOf(
  metrics: MetricStore,
  queries: readonly MetricQuery[],
  window: Window,
): (id: string) => Result | undefined {
  const done = new Map<string, Result>();
  const underway = new Set<string>();
  const shortest = Math.min(...queries.flatMap(({ period }) => period ?? []), Infinity);
  const step = Number.isFinite(shortest) ? shortest : 60_000;
  const result = (id: string): Result | undefined => {
    const query = queries.find((each) => each.id === id);
    if (!query || underway.has(id)) return undefined;
    underway.add(id);
    const found = done.get(id) ?? work(query);
    underway.delete(id);
    done.set(id, found);
    return found;
  };
  const work = ({ stat, period = step, expression }: MetricQuery): Result => {
    if (stat) return readSeries(metrics, { ...stat, period }, window);
    if (!expression?.tree)
      throw invalidRequest(`The expression ${expression?.text} is not one the local cloud can read.`);
    return evaluate(expression.tree, { result, metrics: all, moments: momentsOf(window, period) });
  };
  const all = () => ({
    series: queries.flatMap(({ id, stat }) => {
      const found = stat ? result(id) : undefined;
      return found instanceof Map ? [found] : [];
    }),
  });
  return result;
}

interface Reading {
  readonly metric: Metric;
  readonly statistic: string;
  readonly unit: string | undefined;
  readonly period: number;
}

/** The statistic of each period of a window that has data. */
export function readSeries(
  metrics: MetricStore,
  { metric, statistic, unit, period }: Reading,
  { region, from, to, origin = 0 }: Window,
): Series {
  const value = statisticOf(statistic);
  const begins = from - offset(from - origin, period);
  const found = buckets(metrics.read(region, metric, { from: begins, to, unit }), period, origin);
  return new Map(
    found.flatMap(({ at, sample }) => {
      const known = value(sample);
      return known === undefined ? [] : [[at, known] as const];
    }),
  );
}

function momentsOf({ from, to, origin = 0 }: Window, period: number): readonly number[] {
  const first = from - offset(from - origin, period);
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / period)) }, (_, index) => first + index * period);
}

/** How long a moment lies behind the beginning of its period. */
const offset = (sinceOrigin: number, period: number) => ((sinceOrigin % period) + period) % period;
