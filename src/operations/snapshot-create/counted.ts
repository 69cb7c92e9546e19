import type { Clock } from "../../ports/clock.ts";
import type { SnapshotEvent } from "./job.ts";

/** A moving number is not told more often, in milliseconds. */
const tellEvery = 250;

/** Adds up what is read and tells it now and then. */
export function counted(clock: Clock, ofRows: number | null, report: (event: SnapshotEvent) => void) {
  let rows = 0;
  let bytes = 0;
  let toldAt = -Infinity;
  return (moreRows: number, moreBytes: number): void => {
    rows += moreRows;
    bytes += moreBytes;
    const at = clock.now();
    if (at - toldAt < tellEvery) return;
    toldAt = at;
    report({ kind: "read", at, rows, bytes, ofRows });
  };
}
