import type { ReportOperation } from "../../model/operation-events.ts";
import type { Clock } from "../../ports/clock.ts";

interface NotingPorts {
  readonly report: ReportOperation;
  readonly clock: Clock;
}

/** Tells each text once: a look that fails may fail at every turn. */
export function noting({ report, clock }: NotingPorts): (text: string) => void {
  const noted = new Set<string>();
  return (text) => {
    if (noted.has(text)) return;
    noted.add(text);
    report({ kind: "note", at: clock.now(), text });
  };
}
