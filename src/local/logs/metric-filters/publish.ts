import type { Measurement, MetricSink } from "../../cloudwatch/sink.ts";
import { grouped } from "../../grouped.ts";
import { type JsonObject, object, text } from "../../json.ts";
import { compilePattern } from "../pattern/compile.ts";
import type { Matches } from "../pattern/text.ts";
import type { NewLogEvent } from "../sink.ts";
import { extract } from "./extract.ts";
import type { MetricFilterRow } from "./rows.ts";

const minute = 60_000;

/**
 * Publishes what a filter makes of events: a value for each that matches, at its own time; in minutes where events came and
 * none matched, the default value if there is one (Creating metric filters, Default value).
 */
export function publishMatches(metrics: MetricSink, filter: MetricFilterRow, events: readonly NewLogEvent[]): void {
  const matches = compiled(filter.filterPattern);
  const minutes = [...grouped(events, ({ timestamp }) => Math.floor(timestamp / minute)).values()];
  for (const transformation of filter.metricTransformations) {
    const written = minutes.flatMap((minuteEvents) => {
      const matched = minuteEvents.filter(({ message }) => matches(message));
      if (matched.length === 0) return standard(transformation, minuteEvents[0]?.timestamp ?? 0);
      return matched.flatMap((event) => valueOf(filter, transformation, event));
    });
    write(metrics, filter.region, transformation, written);
  }
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

/** A filter with dimensions has no default value. */
function standard(transformation: JsonObject, at: number): readonly Written[] {
  const value = Number(text(transformation, "defaultValue") ?? NaN);
  return Number.isFinite(value) ? [{ given: [], measured: { value, unit: unitOf(transformation), at } }] : [];
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
