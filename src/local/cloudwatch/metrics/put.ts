import { grouped } from "../../grouped.ts";
import { type Json, type JsonObject, list, number, object, text } from "../../json.ts";
import type { Operation } from "../../service.ts";
import { moment } from "../moment.ts";
import { badCombination, invalidValue, missing } from "../refuse.ts";
import { dimensionsOf, metricKey, type Metric, metricOf } from "./metric.ts";
import { merged, type Sample, sampleOf } from "./sample.ts";
import type { Measured, MetricStore } from "./store.ts";

/** The bounds of one PutMetricData (API reference). */
const mostData = 1_000;
const mostValues = 150;
const oldest = 14 * 86_400_000;
const newest = 2 * 3_600_000;
const greatest = 2 ** 360;

/** PutMetricData: takes all data of a request or none. */
export function putMetricData(metrics: MetricStore, now: () => number): Operation {
  return (input, { region }) => {
    const data = list(input, "MetricData").map((datum, index) => read(input, datum, { index, now: now() }));
    if (data.length === 0) throw missing("MetricData");
    if (data.length > mostData)
      throw invalidValue(`The collection MetricData must not have a size greater than ${mostData}.`);
    for (const [, group] of grouped(data, ({ metric }) => metricKey(region, metric))) {
      const [first] = group;
      if (first)
        metrics.put(
          region,
          first.metric,
          group.map(({ measured }) => measured),
        );
    }
    return undefined;
  };
}

interface Datum {
  readonly metric: Metric;
  readonly measured: Measured;
}

interface Place {
  readonly index: number;
  readonly now: number;
}

function read(input: JsonObject, datum: Json, { index, now }: Place): Datum {
  const name = `MetricData.member.${index + 1}`;
  const at = moment(datum, "Timestamp") ?? now;
  if (at < now - oldest)
    throw invalidValue(`The parameter ${name}.Timestamp must specify a time within the past two weeks.`);
  if (at > now + newest)
    throw invalidValue(`The parameter ${name}.Timestamp must specify a time no more than two hours in the future.`);
  const metric = { ...metricOf(datum, text(input, "Namespace")), dimensions: dimensionsOf(datum) };
  const isHighResolution = number(datum, "StorageResolution") === 1;
  return {
    metric,
    measured: { at, unit: text(datum, "Unit") ?? "None", isHighResolution, sample: sampleIn(datum, name) },
  };
}

function sampleIn(datum: Json, name: string): Sample {
  const given = text(datum, "Value");
  const value = given === undefined ? undefined : Number(given);
  const values = numbers(datum, "Values");
  const set = statisticSet(datum);
  if ([value, values, set].filter((each) => each !== undefined).length !== 1)
    throw badCombination(
      `At least one, and only one, of ${name}.Value, ${name}.Values and ${name}.StatisticValues must be specified.`,
    );
  if (value !== undefined) return sampleOf(checked(value, name));
  return set ?? samplesIn(datum, values ?? [], name);
}

function samplesIn(datum: Json, values: readonly number[], name: string): Sample {
  const counts = numbers(datum, "Counts") ?? values.map(() => 1);
  if (values.length > mostValues)
    throw invalidValue(`The collection ${name}.Values must not have a size greater than ${mostValues}.`);
  if (counts.length !== values.length)
    throw invalidValue(`The parameters ${name}.Values and ${name}.Counts must be of the same size.`);
  const found = merged(values.map((value, index) => sampleOf(checked(value, name), counts[index])));
  if (!found) throw missing(`${name}.Values`);
  return found;
}

/** Percentiles can be found of a set whose values must all be the same one (API reference). */
function statisticSet(datum: Json): Sample | undefined {
  const set = object(datum, "StatisticValues");
  if (Object.keys(set).length === 0) return undefined;
  const [count, sum, min, max] = ["SampleCount", "Sum", "Minimum", "Maximum"].map((key) => number(set, key));
  if (count === undefined || sum === undefined || min === undefined || max === undefined)
    throw missing("StatisticValues.SampleCount, Sum, Minimum and Maximum");
  return { count, sum, min, max, ...(min === max && sum === min * count && { values: [[min, count]] }) };
}

function numbers(datum: Json, key: string): readonly number[] | undefined {
  const found = list(datum, key);
  return found.length === 0 ? undefined : found.map(Number);
}

function checked(value: number, name: string): number {
  if (!Number.isFinite(value) || Math.abs(value) > greatest)
    throw invalidValue(`The value ${value} for parameter ${name}.Value is invalid.`);
  return value;
}
