import { setTimeout as pause } from "node:timers/promises";

/** Asks again every 25 ms until something is so; false when the time is over first. */
export async function until(condition: () => Promise<boolean>, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) return false;
    await pause(25);
  }
  return true;
}
