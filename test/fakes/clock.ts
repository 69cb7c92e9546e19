import type { Clock } from "../../src/ports/clock.ts";

/** A clock that moves when somebody waits, or by hand. `waits` tells how long was waited, in order. */
export function fakeClock(start = Date.UTC(2026, 10, 22, 12)): Clock & {
  readonly waits: number[];
  advance(milliseconds: number): void;
} {
  let at = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => at,
    advance: (milliseconds) => void (at += milliseconds),
    async wait(milliseconds, signal) {
      if (signal?.aborted) return;
      waits.push(milliseconds);
      at += milliseconds;
      await Promise.resolve();
    },
  };
}
