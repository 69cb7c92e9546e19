import type { Clock } from "../ports/clock.ts";

/** The machine's clock. A wait that is ended early ends quietly. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      if (milliseconds === 0) return void setImmediate(resolve);
      const timer = setTimeout(done, milliseconds);
      signal?.addEventListener("abort", done);
    }),
};
