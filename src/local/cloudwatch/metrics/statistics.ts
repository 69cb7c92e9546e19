import { type JsonObject, text, texts } from "../../json.ts";
import type { Operation } from "../../service.ts";
import { requiredMoment } from "../moment.ts";
import { badCombination, invalidValue, missing } from "../refuse.ts";
import { type Bucket, buckets } from "./buckets.ts";
import { metricOf } from "./metric.ts";
import { periodOf } from "./period.ts";
import { percentOf, simpleStatistics, statisticOf } from "./statistic.ts";
import type { MetricStore } from "./store.ts";

/** One answer has at most this many datapoints (API_GetMetricStatistics). */
const most = 1_440;
const minute = 60_000;

/** GetMetricStatistics: periods are counted from the start, which is rounded down to its minute. */
export function getMetricStatistics(metrics: MetricStore): Operation {
  return (input, { region }) => {
    const metric = metricOf(input);
    const start = requiredMoment(input, "StartTime");
    const [from, to, period] = [start - (start % minute), requiredMoment(input, "EndTime"), periodOf(input)];
    if (from >= to) throw badCombination("The parameter StartTime must be less than the parameter EndTime.");
    checkCount(Math.ceil((to - from) / period));
    const [names, extended] = [texts(input, "Statistics"), texts(input, "ExtendedStatistics")];
    if (names.length + extended.length === 0) throw missing("Statistics or ExtendedStatistics");
    for (const name of names) check(simpleStatistics.includes(name), "Statistics", name);
    for (const name of extended) check(percentOf(name) !== undefined, "ExtendedStatistics", name);
    const found = metrics.read(region, metric, { from, to, unit: text(input, "Unit") });
    return {
      Label: metric.name,
      Datapoints: buckets(found, period, from).map((bucket) => datapoint(bucket, names, extended)),
    };
  };
}

const check = (isOne: boolean, key: string, value: string) => {
  if (!isOne) throw invalidValue(`The value ${value} for parameter ${key} is not supported.`);
};

function checkCount(asked: number) {
  if (asked > most)
    throw badCombination(
      `You have requested up to ${asked.toLocaleString("en-US")} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
}

function datapoint({ at, sample, unit }: Bucket, names: readonly string[], extended: readonly string[]): JsonObject {
  const of = (wanted: readonly string[]) => Object.fromEntries(wanted.map((name) => [name, statisticOf(name)(sample)]));
  return {
    Timestamp: at / 1000,
    Unit: unit,
    ...of(names),
    ...(extended.length > 0 && { ExtendedStatistics: of(extended) }),
  };
}
