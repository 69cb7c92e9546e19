import type { LocalClock } from "../clock.ts";
import { unattended } from "../unattended.ts";

/** One alarm a service: the last one set counts. */
export interface Alarms {
  set(serviceArn: string, at: number): void;
  clear(serviceArn: string): void;
  clearAll(): void;
}

export function alarms(clock: LocalClock, ring: (serviceArn: string) => void): Alarms {
  const cancels = new Map<string, () => void>();
  const clear = (arn: string) => {
    cancels.get(arn)?.();
    cancels.delete(arn);
  };
  return {
    set(arn, at) {
      clear(arn);
      const rings = () => unattended("A service could not be scheduled", () => ring(arn));
      cancels.set(arn, clock.after(at - clock.now(), rings));
    },
    clear,
    clearAll() {
      for (const arn of cancels.keys()) clear(arn);
    },
  };
}
