import { createHash } from "node:crypto";
import { grouped } from "../../grouped.ts";
import type { Ground } from "../../resource.ts";
import { rowWith } from "../../row.ts";
import { type Metric, metricKey } from "./metric.ts";
import { merged, type Sample, sampleOf } from "./sample.ts";

export interface Measured {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly unit: string;
  readonly sample: Sample;
  /** Whether the second is kept; otherwise only the minute (StorageResolution). */
  readonly isHighResolution?: boolean;
}

export interface KnownMetric extends Metric {
  readonly id: string;
  readonly region: string;
}

/** From when, until before when, and of which unit; every unit's without one. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly unit?: string | undefined;
}

/**
 * What was measured, by metric and minute. Kept are the seconds of the last three hours and the minutes of 15 days, as
 * CloudWatch keeps them, without its coarser periods after that; three hours of what the local cloud itself measures of ECS
 * and load balancers, for it does so in idle time too; and no more than 100,000 minutes of all metrics, the oldest written
 * going first.
 */
export interface MetricStore {
  put(region: string, metric: Metric, measured: readonly Measured[]): void;
  /** The samples of a span, in the order of time. */
  read(region: string, metric: Metric, span: Span): readonly Measured[];
  /** Whether a metric has data of a moment or later. */
  has(region: string, metric: Metric, since: number): boolean;
  /** The metrics of a Region that have data since a moment. */
  list(region: string, since: number): readonly KnownMetric[];
  /** Tells the key of each metric that has new data. */
  watch(watcher: (key: string) => void): void;
  expire(): void;
}

interface MinuteRow {
  readonly metric: string;
  /** In milliseconds. */
  readonly minute: number;
  /** Samples by their second and unit, as `0 Count`; a value that was measured alone is kept as itself. */
  readonly slots: Readonly<Record<string, Sample | number>>;
}

const minute = 60_000;
const secondsKept = 3 * 3_600_000;
const minutesKept = 15 * 86_400_000;
/** The namespaces that the local cloud itself publishes to every minute. */
const isOwn = ({ namespace }: Pick<Metric, "namespace">) => /^AWS\/(?:ECS|\w*ELB)$/.test(namespace);
const mostRows = 100_000;

export function openMetrics({ store, clock }: Pick<Ground, "store" | "clock">): MetricStore {
  const metrics = store.table("cloudwatch-metrics", rowWith<KnownMetric>("id", "region", "namespace", "name"));
  const rows = store.table("cloudwatch-minutes", rowWith<MinuteRow>("metric", "minute", "slots"));
  const minutes = new Map<string, Set<number>>();
  const watchers: ((key: string) => void)[] = [];
  let size = 0;
  const note = ({ metric, minute }: MinuteRow) => {
    const known = minutes.get(metric) ?? new Set();
    minutes.set(metric, known);
    if (!known.has(minute)) size += 1;
    known.add(minute);
  };
  const forget = (row: MinuteRow) => {
    if (minutes.get(row.metric)?.delete(row.minute)) size -= 1;
    rows.delete(rowKey(row));
  };
  const add = (metric: string, at: number, measured: readonly Measured[]) => {
    const slots = { ...rows.get(rowKey({ metric, minute: at }))?.slots };
    for (const [slot, group] of grouped(measured, slotOf)) {
      const before = slots[slot];
      const whole = merged([...(before === undefined ? [] : [sampleIn(before)]), ...group.map(({ sample }) => sample)]);
      if (whole) slots[slot] = stored(whole);
    }
    const row = { metric, minute: at, slots };
    rows.put(rowKey(row), row);
    note(row);
  };
  for (const row of rows.values()) note(row);
  return {
    put(region, metric, measured) {
      const key = metricKey(region, metric);
      const id = idOf(key);
      if (!metrics.get(id)) metrics.put(id, { ...metric, id, region });
      for (const [at, group] of grouped(measured, ({ at }) => at - (at % minute))) add(id, at, group);
      if (size > mostRows) for (const row of rows.values().slice(0, mostRows / 100)) forget(row);
      for (const watcher of watchers) watcher(key);
    },
    read: (region, metric, span) => {
      const id = idOf(metricKey(region, metric));
      return minutesIn(minutes.get(id), span).flatMap((at) =>
        measuredIn(rows.get(rowKey({ metric: id, minute: at })), span),
      );
    },
    has: (region, metric, since) => latest(minutes.get(idOf(metricKey(region, metric)))) >= since - (since % minute),
    list: (region, since) =>
      metrics.values().filter((metric) => metric.region === region && latest(minutes.get(metric.id)) >= since),
    watch: (watcher) => void watchers.push(watcher),
    expire() {
      const now = clock.now();
      const own = new Set(metrics.values().flatMap((metric) => (isOwn(metric) ? [metric.id] : [])));
      for (const row of rows.values())
        if (row.minute < now - (own.has(row.metric) ? secondsKept : minutesKept)) forget(row);
        else if (row.minute < now - secondsKept && Object.keys(row.slots).some((slot) => !slot.startsWith("0 ")))
          rows.put(rowKey(row), coarse(row));
      for (const { id } of metrics.values()) if (minutes.get(id)?.size === 0) metrics.delete(id);
    },
  };
}

const idOf = (key: string) => createHash("sha256").update(key).digest("hex").slice(0, 16);
const rowKey = ({ metric, minute }: Pick<MinuteRow, "metric" | "minute">) => `${metric} ${minute}`;
const latest = (minutes: ReadonlySet<number> = new Set()) =>
  [...minutes].reduce((most, at) => Math.max(most, at), -Infinity);

const sampleIn = (slot: Sample | number): Sample => (typeof slot === "number" ? sampleOf(slot) : slot);
const stored = (sample: Sample): Sample | number =>
  sample.count === 1 && sample.values?.length === 1 ? sample.sum : sample;

const slotOf = ({ at, unit, isHighResolution = false }: Omit<Measured, "sample">) =>
  `${isHighResolution ? Math.floor((at % minute) / 1000) : 0} ${unit}`;

/** The minutes of a span that have data, in order; found from the shorter side. */
function minutesIn(known: ReadonlySet<number> = new Set(), { from, to }: Span): readonly number[] {
  const first = from - (from % minute);
  if ((to - first) / minute > known.size)
    return [...known].filter((at) => at >= first && at < to).sort((a, b) => a - b);
  const found: number[] = [];
  for (let at = first; at < to; at += minute) if (known.has(at)) found.push(at);
  return found;
}

function measuredIn(row: MinuteRow | undefined, { from, to, unit: wanted }: Span): readonly Measured[] {
  return Object.entries(row?.slots ?? {})
    .map(([slot, sample]) => {
      const [second = "0", unit = "None"] = slot.split(" ");
      return { at: (row?.minute ?? 0) + Number(second) * 1000, unit, sample: sampleIn(sample) };
    })
    .filter(({ at, unit }) => at >= from && at < to && (wanted === undefined || wanted === unit))
    .sort((a, b) => a.at - b.at);
}

function coarse({ metric, minute, slots }: MinuteRow): MinuteRow {
  const byUnit = grouped(Object.entries(slots), ([slot]) => `0 ${slot.split(" ")[1] ?? "None"}`);
  const samples = [...byUnit].map(
    ([slot, entries]) => [slot, merged(entries.map(([, sample]) => sampleIn(sample)))] as const,
  );
  return {
    metric,
    minute,
    slots: Object.fromEntries(samples.flatMap(([slot, sample]) => (sample ? [[slot, stored(sample)]] : []))),
  };
}
