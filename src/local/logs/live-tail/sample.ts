/** As many as one update carries (API reference, LiveTailSessionUpdate). */
const size = 500;

export interface SampledEvents<T> {
  readonly events: readonly T[];
  /** Some were left out. */
  readonly sampled: boolean;
}

/** What came since the last update: all of it, or of more than 500 events so many, each with the same chance. */
export interface Sample<T> {
  add(event: T): void;
  take(): SampledEvents<T>;
}

export function sample<T>(): Sample<T> {
  let kept: T[] = [];
  let seen = 0;
  return {
    add(event) {
      seen += 1;
      if (kept.length < size) {
        kept.push(event);
        return;
      }
      const place = Math.floor(Math.random() * seen);
      if (place < size) kept[place] = event;
    },
    take() {
      const taken = { events: kept, sampled: seen > size };
      kept = [];
      seen = 0;
      return taken;
    },
  };
}
