import type { Clock } from "../../src/ports/clock.ts";

/**
 * A clock on which many may wait at once: time stands still while anybody has something to do and then jumps to the
 * earliest end of a wait. Nothing sleeps, and what takes longest decides how long it all took.
 */
export function virtualClock(start = Date.UTC(2026, 10, 22, 12)): Clock {
  let at = start;
  let turning = false;
  const waiting: { until: number; resolve: () => void }[] = [];
  const turn = () => {
    turning = false;
    waiting.sort((a, b) => a.until - b.until);
    const next = waiting.shift();
    if (next === undefined) return;
    at = Math.max(at, next.until);
    next.resolve();
    schedule();
  };
  const schedule = () => {
    if (turning || waiting.length === 0) return;
    turning = true;
    setImmediate(turn);
  };
  return {
    now: () => at,
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const abort = () => {
          waiting.splice(waiting.indexOf(entry), 1);
          resolve();
        };
        const entry = {
          until: at + milliseconds,
          resolve: () => {
            signal?.removeEventListener("abort", abort);
            resolve();
          },
        };
        waiting.push(entry);
        signal?.addEventListener("abort", abort, { once: true });
        schedule();
      }),
  };
}
