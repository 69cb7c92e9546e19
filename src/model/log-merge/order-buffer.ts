import type { LogLine } from "../log-line.ts";

/** Lines waiting for their turn. Lines that come as sorted pages are merged, not sorted again. */
export interface OrderBuffer {
  /** Takes lines of one page. A time beyond `now` (a clock ahead) counts as `now` for order only. */
  add(lines: readonly LogLine[], now: number): void;
  /** All lines up to a moment in time order; one that belongs before an already released line is marked late. */
  release(upTo: number): LogLine[];
  /** Keeps only the newest lines. */
  keepNewest(count: number): void;
  oldest(): number | undefined;
  size(): number;
}

interface Run {
  readonly lines: readonly LogLine[];
  readonly keys: readonly number[];
  next: number;
}

export function orderBuffer(): OrderBuffer {
  let runs: Run[] = [];
  let size = 0;
  let newest = -Infinity;

  const pop = (upTo: number): { line: LogLine; key: number } | undefined => {
    const run = earliest(runs);
    const line = run?.lines[run.next];
    if (run === undefined || line === undefined || keyOf(run) > upTo) return undefined;
    const key = keyOf(run);
    run.next += 1;
    size -= 1;
    if (run.next === run.lines.length) runs = runs.filter((other) => other !== run);
    return { line, key };
  };

  return {
    add(lines, now) {
      if (lines.length === 0) return;
      runs.push(runOf(lines, now));
      size += lines.length;
    },
    release(upTo) {
      const released: LogLine[] = [];
      for (let next = pop(upTo); next !== undefined; next = pop(upTo)) {
        const late = newest - next.key;
        released.push(late > 0 ? { ...next.line, late } : next.line);
        newest = Math.max(newest, next.key);
      }
      return released;
    },
    keepNewest(count) {
      for (let surplus = size - count; surplus > 0; surplus -= 1) pop(Infinity);
    },
    oldest() {
      const run = earliest(runs);
      return run && keyOf(run);
    },
    size: () => size,
  };
}

const keyOf = (run: Run) => run.keys[run.next] ?? Infinity;

/** Of equal times the run that came first, so that lines of one stream keep their order. */
function earliest(runs: readonly Run[]): Run | undefined {
  let best = runs[0];
  for (const run of runs) if (best !== undefined && keyOf(run) < keyOf(best)) best = run;
  return best;
}

/** Clocks may be this far apart before one is called ahead. */
const tolerance = 2_000;

function runOf(lines: readonly LogLine[], now: number): Run {
  const key = ({ timestamp }: LogLine) => Math.min(timestamp, now + tolerance);
  const sorted = lines.every((line, index) => index === 0 || key(line) >= key(lines[index - 1] ?? line))
    ? lines
    : lines.toSorted((a, b) => key(a) - key(b));
  return { lines: sorted, keys: sorted.map(key), next: 0 };
}
