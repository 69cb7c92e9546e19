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
