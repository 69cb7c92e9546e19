import { seenEvents } from "./seen-events.ts";

/** Times of the algorithm in milliseconds. */
export interface CursorTimes {
  /** Lines that become visible up to this long after their own time are never missed. */
  readonly lateness: number;
  /** How far a round between two sweeps looks back. */
  readonly overlap: number;
  readonly sweepEvery: number;
  /** Event IDs remembered at most; beyond it lateness shrinks, and the cursor says so. */
  readonly memory: number;
}

export const cursorTimes: CursorTimes = { lateness: 90_000, overlap: 12_000, sweepEvery: 15_000, memory: 200_000 };

/** Where one log group has been read to. A round is one FilterLogEvents query with all its pages. */
export interface LogCursor {
  /** Starts or restarts a round; the answer is its startTime. With `whole` it is a sweep in any case. */
  begin(serverNow: number, whole?: boolean): number;
  /** True for an event that was not accepted before. */
  accept(id: string, timestamp: number): boolean;
  /**
   * Events have come, in order. `begun` is the server time of the round's start as it is known now: the first answer may have
   * corrected it. True when memory ran out and lateness had to shrink.
   */
  read(newest: number | undefined, begun: number): boolean;
  /** All pages of the round have come. */
  complete(): void;
  /** False until everything from the first moment on was read once. */
  caughtUp(): boolean;
  /** Until it has caught up: nothing older than this is still to come. */
  frontier(): number;
  /** Nothing older than this is asked for again. */
  floor(): number;
  /** When the last complete sweep began, in server time. */
  swept(): number | undefined;
  /** When the last complete round began, in server time. */
  readAt(): number | undefined;
}

/**
 * Never follows event times: after each complete sweep, floor = server time at the sweep's start - lateness. An event visible at
 * v <= its time + lateness is in the range of the first sweep that starts at or after v, because that sweep's floor comes from
 * one that started before v. Above floor every ID is remembered; below it nothing is ever asked again.
 */
export function logCursor(from: number, times: CursorTimes = cursorTimes): LogCursor {
  const seen = seenEvents();
  let floor = from;
  let swept: number | undefined;
  let readAt: number | undefined;
  let frontier = from;
  let round = { at: Infinity, sweep: true };
  /** What a first reading has behind it for good: pages are sorted, and what came in meanwhile is not older than lateness. */
  const settled = () => Math.max(floor, Math.min(frontier, round.at - times.lateness));
  return {
    begin(serverNow, whole = false) {
      const sweep = whole || swept === undefined || serverNow - swept >= times.sweepEvery;
      if (swept === undefined) frontier = settled();
      round = { at: serverNow, sweep };
      if (swept === undefined) return frontier;
      return sweep ? floor : Math.max(floor, serverNow - times.overlap);
    },
    accept: (id, timestamp) => timestamp >= floor && seen.add(id, timestamp),
    read(newest, begun) {
      round = { ...round, at: Math.min(round.at, begun) };
      if (swept === undefined) {
        frontier = Math.max(frontier, newest ?? frontier);
        // For good: a later answer may set the round's start back, and what is forgotten must not be asked for again.
        floor = settled();
        seen.forgetBefore(floor);
      }
      let shrunk = false;
      while (seen.size() > times.memory) {
        floor = Math.max(floor, seen.shed());
        shrunk = true;
      }
      return shrunk;
    },
    complete() {
      readAt = round.at;
      if (!round.sweep) return;
      swept = round.at;
      floor = Math.max(floor, round.at - times.lateness);
      seen.forgetBefore(floor);
    },
    caughtUp: () => swept !== undefined,
    frontier: () => frontier,
    floor: () => floor,
    swept: () => swept,
    readAt: () => readAt,
  };
}
