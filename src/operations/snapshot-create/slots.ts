/** A number of places for pages in memory, shared by all who read. */
export interface Slots {
  /** Waits for a free place. */
  take(): Promise<void>;
  /** Takes a place if one is free. */
  tryTake(): boolean;
  give(): void;
}

export function slots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async take() {
      if (free > 0) free -= 1;
      // A place that is given goes from hand to hand.
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    tryTake() {
      if (free === 0) return false;
      free -= 1;
      return true;
    },
    give() {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
