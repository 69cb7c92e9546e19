import type { Measurement, MetricSink } from "../../cloudwatch/sink.ts";
import { grouped } from "../../grouped.ts";
import { type JsonObject, object, text } from "../../json.ts";
import { compilePattern } from "../pattern/compile.ts";
import type { Matches } from "../pattern/text.ts";
import type { NewLogEvent } from "../sink.ts";
import { extract } from "./extract.ts";
import type { MetricFilterRow } from "./rows.ts";

/** The events that a filter's pattern lets through. */
export function matching(filter: MetricFilterRow, events: readonly NewLogEvent[]): readonly NewLogEvent[] {
  const matches = compiled(filter.filterPattern);
  return events.filter(({ message }) => matches(message));
}

/** Publishes what a filter makes of events that match: a value for each, at its own time. */
export function publishMatches(metrics: MetricSink, filter: MetricFilterRow, matched: readonly NewLogEvent[]): void {
  for (const transformation of filter.metricTransformations) {
    const written = matched.flatMap((event) => valueOf(filter, transformation, event));
    write(metrics, filter.region, transformation, written);
  }
}

/** Publishes the default value that a filter has; a filter with dimensions has none. */
export function publishDefault(metrics: MetricSink, filter: MetricFilterRow, at: number): void {
  for (const transformation of filter.metricTransformations) {
    const value = defaultOf(transformation);
    const written = value === undefined ? [] : [{ given: [], measured: { value, unit: unitOf(transformation), at } }];
    write(metrics, filter.region, transformation, written);
  }
}

export const hasDefault = ({ metricTransformations }: MetricFilterRow): boolean =>
  metricTransformations.some((transformation) => defaultOf(transformation) !== undefined);

function defaultOf(transformation: JsonObject): number | undefined {
  const value = Number(text(transformation, "defaultValue") ?? NaN);
  return Number.isFinite(value) ? value : undefined;
}

const patterns = new Map<string, Matches>();
/** Patterns are read once; so many are remembered. */
const mostPatterns = 1_000;

function compiled(pattern: string): Matches {
  const known = patterns.get(pattern) ?? compilePattern(pattern);
  if (patterns.size >= mostPatterns) patterns.clear();
  patterns.set(pattern, known);
  return known;
}

function valueOf(
  { filterPattern }: MetricFilterRow,
  transformation: JsonObject,
  { message, timestamp }: NewLogEvent,
): readonly Written[] {
  const value = Number(extract(filterPattern, text(transformation, "metricValue") ?? "", message) ?? NaN);
  const given = Object.entries(object(transformation, "dimensions")).flatMap(([Name, word]) => {
    const Value = typeof word === "string" ? extract(filterPattern, word, message) : undefined;
    return Value === undefined || Value === "" ? [] : [{ Name, Value }];
  });
  if (!Number.isFinite(value)) return [];
  return [{ given, measured: { value, unit: unitOf(transformation), at: timestamp } }];
}

const unitOf = (transformation: JsonObject) => text(transformation, "unit") ?? "None";

interface Written {
  readonly given: readonly { readonly Name: string; readonly Value: string }[];
  readonly measured: Measurement;
}

/** All values of a metric at once: each write keeps its minutes anew. */
function write(metrics: MetricSink, region: string, transformation: JsonObject, written: readonly Written[]) {
  const namespace = text(transformation, "metricNamespace") ?? "";
  const name = text(transformation, "metricName") ?? "";
  for (const group of grouped(written, ({ given }) => JSON.stringify(given)).values())
    metrics.write(
      region,
      { namespace, name, dimensions: group[0]?.given ?? [] },
      group.map(({ measured }) => measured),
    );
}
