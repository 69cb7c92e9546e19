import { fnv1a } from "../fnv1a.ts";
import type { LiveEvent } from "../log-line.ts";
import type { LogCursor } from "./log-cursor.ts";

/**
 * Tells apart what both Live Tail and a sweep bring. Live events have no ID, so equal ones are counted: the n-th of a kind
 * is shown when either side brings its n-th first, and two equal lines both show.
 */
export interface LiveTally {
  /** Live Tail has brought an event; true when it is to be shown. */
  told(event: LiveEvent): boolean;
  /** A sweep has brought an event for the first time; true when it is to be shown. */
  read(event: LiveEvent): boolean;
  /** Nothing of this time and older is asked for again. */
  forgetBefore(moment: number): void;
  size(): number;
}

const sliceMs = 5_000;
/** Kinds remembered at most of one group. Beyond it the oldest are forgotten, and one of them may show twice. */
const mostKinds = 200_000;

/** `since` says from which time of ingestion on events are told live, too. */
export function liveTally(since: () => number): LiveTally {
  /** How many more of a kind came live than by sweeps. Evened out ones are forgotten. */
  const slices = new Map<number, Map<string, number>>();
  let size = 0;
  const drop = (slice: number) => {
    size -= slices.get(slice)?.size ?? 0;
    slices.delete(slice);
  };
  const sliceOf = ({ timestamp }: LiveEvent) => Math.floor(timestamp / sliceMs);
  const set = (slice: number, kind: string, surplus: number) => {
    const kinds = slices.get(slice) ?? new Map<string, number>();
    slices.set(slice, kinds);
    size -= kinds.size;
    if (surplus === 0) kinds.delete(kind);
    else kinds.set(kind, surplus);
    size += kinds.size;
    if (size > mostKinds) drop(Math.min(...slices.keys()));
  };
  return {
    told(event) {
      const [slice, kind] = [sliceOf(event), kindOf(event)];
      const surplus = (slices.get(slice)?.get(kind) ?? 0) + 1;
      set(slice, kind, surplus);
      return surplus > 0;
    },
    read(event) {
      if (size === 0 && event.ingestionTime < since()) return true;
      const [slice, kind] = [sliceOf(event), kindOf(event)];
      const before = slices.get(slice)?.get(kind) ?? 0;
      if (before > 0 || event.ingestionTime >= since()) set(slice, kind, before - 1);
      return before <= 0;
    },
    forgetBefore(moment) {
      for (const slice of slices.keys()) if ((slice + 1) * sliceMs <= moment) drop(slice);
    },
    size: () => size,
  };
}

/** Without the time of ingestion: it is the same for a whole batch, and counting tells equal events apart. */
const kindOf = ({ group, stream, timestamp, message }: LiveEvent) =>
  `${group}\n${stream}\n${timestamp}\n${message.length}\n${fnv1a(message)}`;

/** Where Live Tail stands: asked for, running (then nothing is held for order), or not there. */
export type LiveState = "asked" | "runs" | "ended";

/** One tally for each log group, told apart by its cursor. */
export interface LiveTallies {
  of(group: LogCursor): LiveTally;
  turn(state: LiveState, serverNow: number): void;
  runs(): boolean;
}

/** A session may begin this long before it seems to, as the two clocks differ. */
const leadMs = 5_000;

export function liveTallies(): LiveTallies {
  const tallies = new Map<LogCursor, LiveTally>();
  let runs = false;
  let since = Infinity;
  return {
    of(group) {
      const tally = tallies.get(group) ?? liveTally(() => since);
      tallies.set(group, tally);
      return tally;
    },
    turn(state, serverNow) {
      runs = state === "runs";
      if (state === "asked") since = serverNow - leadMs;
      if (state === "ended") since = Infinity;
    },
    runs: () => runs,
  };
}
