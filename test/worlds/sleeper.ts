import { systemClock } from "../../src/main/system-clock.ts";
import type { WorldData } from "../../src/ports/world-data.ts";

/** A machine that has slept once `sleep` was called: its lease is another's by then, and nobody has told it. */
export function sleeper(data: WorldData) {
  let slept = 0;
  return {
    sleep: () => void (slept += 60_000),
    clock: { ...systemClock, now: () => systemClock.now() + slept },
    data: { ...data, catalogue: { ...data.catalogue, renew: async () => slept === 0 } } satisfies WorldData,
  };
}
