import type { LocalClock } from "./clock.ts";
import { unattended } from "./unattended.ts";

/** Runs again and again, the first time after the delay; what fails is told in the log and tried the next time. */
export function every(
  clock: LocalClock,
  milliseconds: number,
  what: string,
  run: () => void | Promise<void>,
): () => void {
  let cancel = () => {};
  const wait = () => {
    cancel = clock.after(milliseconds, () => {
      wait();
      unattended(what, run);
    });
  };
  wait();
  return () => cancel();
}

const minute = 60_000;

/** Runs once in each minute, at the same second of it, so that what is counted by the minute is counted once. */
export function everyMinute(clock: LocalClock, second: number, what: string, run: () => void): () => void {
  let cancel = () => {};
  const wait = () => {
    const since = (clock.now() - second * 1000) % minute;
    cancel = clock.after(minute - since, () => {
      wait();
      unattended(what, run);
    });
  };
  wait();
  return () => cancel();
}

/** When parts publish what they measured in a minute: late enough to have seen it, before alarms look at it. */
export const measuredAt = 50;
