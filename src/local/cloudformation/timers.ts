import type { LocalClock } from "../clock.ts";

/** What is to be done later, until it is all called off. */
export interface Timers {
  readonly later: (milliseconds: number, callback: () => void) => void;
  readonly stopped: () => boolean;
  readonly stop: () => void;
}

/** Timers that end together: after the stop nothing is done any more, not even what was due. */
export function openTimers(clock: LocalClock): Timers {
  const pending = new Set<() => void>();
  let stopped = false;
  return {
    stopped: () => stopped,
    later(milliseconds, callback) {
      if (stopped) return;
      const cancel = clock.after(milliseconds, () => {
        pending.delete(cancel);
        if (!stopped) callback();
      });
      pending.add(cancel);
    },
    stop() {
      stopped = true;
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
}
