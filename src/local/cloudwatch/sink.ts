import type { Metric } from "./metrics/metric.ts";

/** How other parts of the local cloud publish what they measure, without the wire. */
export interface MetricSink {
  write(region: string, metric: Metric, measured: readonly Measurement[]): void;
}

export interface Measurement {
  readonly value: number;
  readonly unit: string;
  /** Milliseconds since the epoch; now without it. */
  readonly at?: number;
}

/** Dimensions from a map, in its order. */
export const dimensions = (map: Readonly<Record<string, string>>): Metric["dimensions"] =>
  Object.entries(map).map(([Name, Value]) => ({ Name, Value }));
