import { logLevels, type LogLevel } from "./log-level.ts";

/** Lines of one span of time, counted by level; `none` are those that name no level. */
export interface HistogramBucket {
  /** Milliseconds since the epoch; a multiple of the histogram's step. */
  readonly from: number;
  readonly total: number;
  readonly levels: Readonly<Record<LogLevel | "none", number>>;
}

/** How many lines there were when. It grows with what is added, and its buckets with it, so that they always fit. */
export interface LogHistogram {
  add(line: { readonly timestamp: number; readonly level: LogLevel | null }): void;
  /** Milliseconds of one bucket. */
  step(): number;
  /** All from the first to the last, empty ones as well; none when nothing was added and no range was given. */
  buckets(): readonly HistogramBucket[];
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/**
 * Steps that a person reads easily, milliseconds; beyond them whole days are doubled. Each is a multiple of the one before: what
 * was counted by a finer step is never torn apart by a coarser one.
 */
const steps = [100, 200, second, 2 * second, 10 * second, 30 * second, minute, 5 * minute, 10 * minute, 30 * minute]
  .concat([hour, 3 * hour, 6 * hour, 12 * hour])
  .concat(Array.from({ length: 20 }, (_, power) => day * 2 ** power));

type Counts = Record<LogLevel | "none", number>;

/** At most `width` buckets, of the smallest step that fits. The range, where it is known, is covered from the start. */
export function logHistogram(width: number, range?: { readonly from: number; readonly to: number }): LogHistogram {
  let [step = second] = steps;
  let first = range?.from ?? Infinity;
  let last = range?.to ?? -Infinity;
  let counts = new Map<number, Counts>();

  const place = (at: number) => Math.floor(at / step) * step;
  const fit = () => {
    const wanted = steps.find((size) => Math.floor(last / size) - Math.floor(first / size) < width) ?? Infinity;
    if (wanted <= step || wanted === Infinity) return;
    step = wanted;
    const finer = counts;
    counts = new Map();
    for (const [at, some] of finer) merge(counts, place(at), some);
  };
  if (range !== undefined) fit();

  return {
    add({ timestamp, level }) {
      first = Math.min(first, timestamp);
      last = Math.max(last, timestamp);
      fit();
      merge(counts, place(timestamp), { ...nothing(), [level ?? "none"]: 1 });
    },
    step: () => step,
    buckets() {
      if (first > last) return [];
      const length = (place(last) - place(first)) / step + 1;
      return Array.from({ length }, (_, index) => bucket(place(first) + index * step, counts));
    },
  };
}

const keys = [...logLevels, "none"] as const;
const nothing = (): Counts => ({ trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0, none: 0 });

function merge(counts: Map<number, Counts>, at: number, more: Counts): void {
  const sum = counts.get(at) ?? nothing();
  for (const key of keys) sum[key] += more[key];
  counts.set(at, sum);
}

function bucket(from: number, counts: ReadonlyMap<number, Counts>): HistogramBucket {
  const levels = { ...(counts.get(from) ?? nothing()) };
  return { from, levels, total: keys.reduce((sum, key) => sum + levels[key], 0) };
}
