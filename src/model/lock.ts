/** Who holds an environment: a process, and whose credentials it has. */
export interface LockHolder {
  /** New for each acquisition. */
  readonly id: string;
  readonly arn: string;
  readonly host: string;
  readonly pid: number;
  /** Of the space in which `pid` is a process; undefined where nobody has noted it. */
  readonly mark?: string | undefined;
}

interface Row {
  /** Goes up with each acquisition and never back: what an older holder writes is known by it. */
  readonly fence: number;
}
export interface FreeLock extends Row {
  readonly state: "FREE";
  /** Who let go of it last. */
  readonly last?: string | undefined;
}
export interface HeldLock extends Row {
  readonly state: "HELD";
  readonly holder: LockHolder;
  /** Another one after each sign of life. */
  readonly beat: string;
  /** So long after its last sign of life the holder is taken for dead, in milliseconds. */
  readonly leaseMs: number;
  /** What the holder does, in words: `deploy`. */
  readonly command: string;
  /** By the holder's clock, for people: nothing is decided by it. */
  readonly since: number;
}
/** The lock of an environment. Once there it is never deleted, so that the fence never starts again. */
export type LockRow = FreeLock | HeldLock;

/** One conditional write. All of them may be repeated after a lost answer. */
export type LockChange =
  /** Holds where nobody has it or, with `over`, while its holder has given no other sign of life. */
  | ({ readonly kind: "take"; readonly over?: string | undefined } & Omit<HeldLock, "state" | "fence">)
  | { readonly kind: "beat"; readonly holderId: string; readonly fence: number; readonly beat: string }
  | { readonly kind: "release"; readonly holderId: string; readonly fence: number }
  /** Frees it from a holder that has given no other sign of life; its fence is spent. */
  | { readonly kind: "break"; readonly holderId: string; readonly beat: string };

/** What shows that a lock is ours, to whoever accepts what only its holder may write. */
export interface LockProof {
  readonly holderId: string;
  readonly fence: number;
}

/** Whether the condition held, and the row: the new one where it did, else the one in the way. */
export interface LockAnswer {
  readonly met: boolean;
  readonly row: LockRow | undefined;
}

/** Durations in milliseconds. The margin is what clocks may run apart, and what a call may take to be carried out. */
export interface LockTimes {
  readonly leaseMs: number;
  readonly beatMs: number;
  readonly marginMs: number;
  /** How often somebody who waits looks. */
  readonly lookMs: number;
}

export const lockTimes: LockTimes = { leaseMs: 90_000, beatMs: 15_000, marginMs: 10_000, lookMs: 2_000 };

/** A moment by two clocks of this machine: `elapsed` is never set, and may stand still while the machine sleeps. */
export interface Moment {
  readonly elapsed: number;
  readonly wall: number;
}

/** A lock as it was first seen by somebody who waits, by that one's own time. */
export interface Sight {
  readonly beat: string;
  readonly at: number;
}

export const sighted = (before: Sight | undefined, { beat }: HeldLock, elapsed: number): Sight =>
  before?.beat === beat ? before : { beat, at: elapsed };

/** True where the holder has given no sign of life for its whole lease, by the time of whoever watches. */
export const hasRunOut = ({ at }: Sight, { leaseMs }: HeldLock, elapsed: number, { marginMs }: LockTimes) =>
  elapsed - at >= leaseMs + marginMs;

/** A lock that is ours. */
export interface Hold {
  readonly fence: number;
  /** When the last sign of life that arrived was sent. */
  readonly sent: Moment;
}

/** What an answer to `take` means. `unsure`: an earlier answer was lost, and it is ours already since nobody knows when. */
export type Taken =
  | { readonly kind: "ours"; readonly fence: number }
  | { readonly kind: "unsure"; readonly fence: number }
  | { readonly kind: "held"; readonly row: HeldLock }
  /** It has become free in between. */
  | { readonly kind: "again" };

export function takenBy({ met, row }: LockAnswer, holderId: string): Taken {
  if (row?.state !== "HELD") return { kind: "again" };
  if (row.holder.id !== holderId) return { kind: "held", row };
  return { kind: met ? "ours" : "unsure", fence: row.fence };
}

/** The longer of what both clocks say has passed: a machine that slept learns it from one of them. */
const passed = ({ sent }: Hold, now: Moment) => Math.max(now.elapsed - sent.elapsed, now.wall - sent.wall);

/** How long a hold lasts without a further sign of life, in milliseconds. */
export const holdLeft = (hold: Hold, now: Moment, { leaseMs, marginMs }: LockTimes) =>
  leaseMs - marginMs - passed(hold, now);

/** True while the lock is ours beyond doubt: neither is the lease nearly over, nor may the machine have slept. */
export function isSure(hold: Hold, now: Moment, times: LockTimes): boolean {
  const apart = now.wall - hold.sent.wall - (now.elapsed - hold.sent.elapsed);
  return holdLeft(hold, now, times) > times.marginMs && Math.abs(apart) < times.marginMs / 2;
}

/** True where nobody has held the environment between a look at its lock and an acquisition with this fence. */
export const isUndisturbed = (seen: LockRow | undefined, fence: number) =>
  seen === undefined ? fence === 1 : seen.state === "FREE" && seen.fence + 1 === fence;
