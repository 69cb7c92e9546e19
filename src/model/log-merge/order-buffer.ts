/** What waits for its turn: anything with a time of its own. */
export interface Timed {
  readonly timestamp: number;
}

/** Where an event stands, in milliseconds. */
export interface PlaceInOrder {
  /** By how much it belongs before an earlier one. */
  readonly late: number;
  /** By how much its own time is beyond the one it stands at. */
  readonly ahead: number;
}

/** Events waiting for their turn. Those that come as sorted pages are merged, not sorted again. */
export interface OrderBuffer<T extends Timed> {
  /** Takes events of one page. A time beyond `now` (a clock ahead) counts as `now` for order only. */
  add(events: readonly T[], now: number): void;
  /** Hands out at most `limit` up to a moment, in time order. */
  release(upTo: number, limit: number, take: (event: T, place: PlaceInOrder) => void): void;
  /** Keeps only the newest. */
  keepNewest(count: number): void;
  oldest(): number | undefined;
  size(): number;
}

interface Run<T> {
  readonly events: readonly T[];
  readonly ahead: number;
  next: number;
}

export function orderBuffer<T extends Timed>(): OrderBuffer<T> {
  let runs: Run<T>[] = [];
  let size = 0;
  let newest = -Infinity;

  const pop = (run: Run<T>): T | undefined => {
    const event = run.events[run.next];
    run.next += 1;
    size -= 1;
    if (run.next === run.events.length) runs = runs.filter((other) => other !== run);
    return event;
  };

  return {
    add(events, now) {
      if (events.length === 0) return;
      runs.push({ events: sorted(events), ahead: now + tolerance, next: 0 });
      size += events.length;
    },
    release(upTo, limit, take) {
      for (let left = limit; left > 0; left -= 1) {
        const run = earliest(runs);
        const key = run === undefined ? Infinity : keyOf(run);
        if (run === undefined || key > upTo) return;
        const event = pop(run);
        if (event !== undefined) take(event, { late: Math.max(0, newest - key), ahead: event.timestamp - key });
        newest = Math.max(newest, key);
      }
    },
    keepNewest(count) {
      for (let surplus = size - count; surplus > 0; surplus -= 1) {
        const run = earliest(runs);
        if (run !== undefined) pop(run);
      }
    },
    oldest() {
      const run = earliest(runs);
      return run && keyOf(run);
    },
    size: () => size,
  };
}

/** Clocks may be this far apart before one is called ahead. */
const tolerance = 2_000;

const keyOf = (run: Run<Timed>) => Math.min(run.events[run.next]?.timestamp ?? Infinity, run.ahead);

/** Of equal times the run that came first, so that events of one stream keep their order. */
function earliest<T extends Timed>(runs: readonly Run<T>[]): Run<T> | undefined {
  let best = runs[0];
  for (const run of runs) if (best !== undefined && keyOf(run) < keyOf(best)) best = run;
  return best;
}

function sorted<T extends Timed>(events: readonly T[]): readonly T[] {
  const inOrder = events.every(({ timestamp }, index) => timestamp >= (events[index - 1]?.timestamp ?? -Infinity));
  return inOrder ? events : events.toSorted((a, b) => a.timestamp - b.timestamp);
}
