import { list, text } from "../../json.ts";
import { MathRefusal } from "../math/evaluate.ts";
import { type MetricQuery, queriesOf, resultsOf } from "../math/queries.ts";
import { isSeries, type Result, type Series } from "../math/series.ts";
import type { Operation } from "../../service.ts";
import { requiredMoment } from "../moment.ts";
import { badCombination, invalidRequest, missing } from "../refuse.ts";
import type { MetricStore } from "./store.ts";

/** One request has at most this many queries, one answer this many values (API_GetMetricData). */
const mostQueries = 500;
const mostValues = 100_800;

/** GetMetricData: statistics of metrics and expressions over them, newest first unless asked otherwise, on one page. */
export function getMetricData(metrics: MetricStore): Operation {
  return (input, { region }) => {
    const queries = queriesOf(list(input, "MetricDataQueries"));
    if (queries.length === 0) throw missing("MetricDataQueries");
    if (queries.length > mostQueries)
      throw invalidRequest(`The collection MetricDataQueries must not have a size greater than ${mostQueries}.`);
    const [start, to] = [requiredMoment(input, "StartTime"), requiredMoment(input, "EndTime")];
    if (start >= to) throw badCombination("The parameter StartTime must be less than the parameter EndTime.");
    const period = Math.max(60_000, ...queries.flatMap((query) => query.period ?? []));
    const values = queries.reduce((sum, query) => sum + (to - start) / (query.period ?? period), 0);
    if (values > mostValues) throw invalidRequest(`More than ${mostValues} values were asked for.`);
    const result = worded(() => resultsOf(metrics, queries, { region, from: start, to }));
    const isAscending = text(input, "ScanBy") === "TimestampAscending";
    const answer = (query: MetricQuery) => {
      const found = worded(() => result(query.id));
      return seriesIn(query, found).map((series) => answerOf(query, series, isAscending));
    };
    return { MetricDataResults: queries.filter(({ isReturned }) => isReturned).flatMap(answer), Messages: [] };
  };
}

/** What cannot be worked out is the request's fault, told as such. */
function worded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof MathRefusal) throw invalidRequest(`Error in expression: ${error.message}`);
    throw error;
  }
}

function seriesIn({ id }: MetricQuery, result: Result | undefined): readonly Series[] {
  if (result === undefined || typeof result === "number")
    throw invalidRequest(`The expression of ${id} must result in a time series.`);
  return isSeries(result) ? [result] : result.series;
}

function answerOf({ id, label }: MetricQuery, series: Series, isAscending: boolean) {
  const entries = [...series].sort(([a], [b]) => (isAscending ? a - b : b - a));
  return {
    Id: id,
    Label: label,
    Timestamps: entries.map(([at]) => at / 1000),
    Values: entries.map(([, value]) => value),
    StatusCode: "Complete",
  };
}
