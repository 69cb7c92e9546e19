/** How long lines are held for order: as long as lines have lately taken to arrive, and not longer. Milliseconds. */
export interface Hold {
  /** Learns how long after its own time a line arrived. */
  learn(delay: number, now: number): void;
  current(now: number): number;
}

/** The awslogs driver sends what a stream has gathered every 5 s; then come indexing and the poll itself. */
const longest = 7_000;
const margin = 250;
const memoryMs = 60_000;

export function hold(): Hold {
  let before: number | undefined;
  let recent: number | undefined;
  let turned = -Infinity;
  return {
    learn(delay, now) {
      if (now - turned >= memoryMs) {
        before = recent;
        recent = undefined;
        turned = now;
      }
      recent = Math.max(recent ?? 0, delay);
    },
    current(now) {
      // A long silence says nothing of the next burst.
      if (now - turned >= 2 * memoryMs) return longest;
      const delay = Math.max(before ?? 0, recent ?? before ?? longest);
      return Math.min(longest, delay + margin);
    },
  };
}
