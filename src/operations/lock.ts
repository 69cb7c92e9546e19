import { failedAs, rejectedAs } from "../model/aws-error.ts";
import { keepAlive } from "../model/keep-alive.ts";
import {
  holdLeft,
  isSure,
  isUndisturbed,
  takenBy,
  type HeldLock,
  type Hold,
  type LockHolder,
  type LockProof,
  type LockRow,
  type Moment,
} from "../model/lock.ts";
import { lockTaken, lostLock } from "../model/lost-lock.ts";
import type { Connection } from "../ports/connection.ts";
import type { WorldData } from "../ports/world-data.ts";
import { patience, patiently, stopped } from "./lock/patience.ts";

export interface LockPorts extends Pick<Connection, "config" | "clock" | "identity" | "locks"> {
  readonly data: Pick<WorldData, "holder" | "isDead">;
}

export interface LockWish {
  /** In words, for whoever finds it held: `deploy`. */
  readonly command: string;
  /** Waits also for a holder that lives; else that is `locked`. */
  readonly wait: boolean;
  readonly signal: AbortSignal;
  /** Told once of each holder that is waited for. */
  readonly waiting: (held: HeldLock) => void;
  /** Told when the lock was taken from somebody who is gone. */
  readonly tookOver?: ((gone: HeldLock) => void) | undefined;
  /** Told where there is no table to lock in, so that the work goes on without. */
  readonly without: (why: string) => void;
}

/** Resolves while the lock is ours beyond doubt; throws when it is not. */
export type Sure = () => Promise<void>;

export interface Held {
  /** Ends with the caller's, and when the lock is lost: for what must not go on then. */
  readonly signal: AbortSignal;
  /** Ends when the lock is lost. What was begun is watched on, nothing new is begun. */
  readonly lost: AbortSignal;
  /** To be asked before each call that changes something. */
  readonly sure: Sure;
  /** Proof for what is written to the state table; undefined without a lock. */
  readonly proof: LockProof | undefined;
  /** The holder it was taken from, which was gone. */
  readonly from: HeldLock | undefined;
  /** False where somebody else has held the environment since it was looked at. */
  readonly undisturbed: boolean;
}

/**
 * Does work that changes an environment while nobody else does. `seen` is the lock as it was when the work was planned. Throws
 * `locked` when somebody who lives has it and is not waited for, and `lockLost` when it is lost on the way, with what the work
 * says of that. A holder of this machine that is dead loses it at once, one elsewhere when it has given no sign of life for its
 * lease, by our own time.
 */
export async function withEnvironmentLock<T>(
  ports: LockPorts,
  wish: LockWish,
  seen: LockRow | undefined,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  const hold = await take(ports, wish);
  if (hold === undefined) return work(unlocked(wish));
  if (hold.from !== undefined) wish.tookOver?.(hold.from);
  const lost = new AbortController();
  const over = new AbortController();
  const keeper = keeperOf(ports, hold, () => lost.abort());
  const keeping = keepAlive(keeper, over.signal);
  const signal = AbortSignal.any([wish.signal, lost.signal]);
  const sure: Sure = async () => {
    if (lost.signal.aborted) throw lockTaken();
    await ours(ports, hold, keeper);
  };
  const proof = { holderId: hold.holder.id, fence: hold.fence };
  try {
    const undisturbed = isUndisturbed(seen, hold.fence);
    const done = await work({ signal, lost: lost.signal, sure, proof, from: hold.from, undisturbed });
    if (lost.signal.aborted) throw lockTaken();
    return done;
  } catch (error) {
    throw lost.signal.aborted ? lostLock(ports.config.name, wish.command, error) : error;
  } finally {
    over.abort();
    await keeping;
    // Whoever comes next would only wait for its end.
    await ports.locks.change(ports.config.name, { kind: "release", ...proof }).catch(() => undefined);
  }
}
export type WithEnvironmentLock = typeof withEnvironmentLock;

/** Waits until nobody who lives has the environment, without taking it. Throws as `withEnvironmentLock` does. */
export async function awaitFreeLock(ports: LockPorts, wish: LockWish): Promise<void> {
  const mayTake = patience(ports, wish);
  for (;;) {
    const row = await patiently(ports, wish, () => ports.locks.read(ports.config.name));
    if (row?.state !== "HELD" || (await mayTake(row))) return;
  }
}

interface Ours extends Hold {
  readonly holder: LockHolder;
  readonly from: HeldLock | undefined;
  sent: Moment;
}

const moment = ({ clock, locks }: LockPorts): Moment => ({ elapsed: locks.elapsed(), wall: clock.now() });

/** Undefined where the target has no state table: what is lost with it is history and the lock, never the ability to operate. */
async function take(ports: LockPorts, wish: LockWish): Promise<Ours | undefined> {
  const { config, clock, data, identity, locks } = ports;
  const { arn } = await identity.caller();
  const { host, pid, mark } = data.holder;
  // One for each acquisition: what is left of an earlier one on its way must not touch this.
  const id = `${data.holder.id}.${Math.round(locks.elapsed())}`;
  const holder: LockHolder = { id, host, pid, mark, arn };
  const { leaseMs } = locks.times;
  const mayTake = patience(ports, wish);
  for (let from: HeldLock | undefined; ;) {
    const sent = moment(ports);
    const beat = nextBeat(ports);
    const { command } = wish;
    const asked = { kind: "take", holder, command, leaseMs, beat, since: clock.now(), over: from?.beat } as const;
    // Repeated with the same ID, so that it is ours also where only the answer was lost.
    const answer = await patiently(ports, wish, () => locks.change(config.name, asked)).catch((error: unknown) => {
      if (rejectedAs(error, "ResourceNotFoundException")) return undefined;
      throw error;
    });
    if (answer === undefined) {
      wish.without(`there is no state table in ${config.region}, so that nobody else is kept from ${config.name}`);
      return undefined;
    }
    const taken = takenBy(answer, id);
    if (taken.kind === "ours") return { holder, fence: taken.fence, sent, from };
    if (taken.kind === "unsure") {
      const hold = { holder, fence: taken.fence, sent, from };
      if (await renewed(ports, hold)) return hold;
    }
    if (wish.signal.aborted) throw stopped(ports);
    from = taken.kind === "held" && (await mayTake(taken.row)) ? taken.row : undefined;
  }
}

const unlocked = ({ signal }: LockWish): Held => ({
  signal,
  lost: new AbortController().signal,
  sure: async () => undefined,
  proof: undefined,
  from: undefined,
  undisturbed: true,
});

/**
 * Unique: no two processes share an ID, and within one no two moments are the same by both clocks. The elapsed time alone stands
 * still while a machine sleeps, so that a sign of life after it could look like the one before, and be taken for none.
 */
const nextBeat = ({ data, locks, clock }: LockPorts) => `${data.holder.id} ${locks.elapsed()} ${clock.now()}`;

/** Gives a sign of life; false when the lock is another's. */
async function renewed(ports: LockPorts, hold: Ours): Promise<boolean> {
  const sent = moment(ports);
  const { holder, fence } = hold;
  const beat = nextBeat(ports);
  const { met } = await ports.locks.change(ports.config.name, { kind: "beat", holderId: holder.id, fence, beat });
  if (met && sent.elapsed >= hold.sent.elapsed) hold.sent = sent;
  return met;
}

const keeperOf = (ports: LockPorts, hold: Ours, lose: () => void) => ({
  wait: (milliseconds: number, signal: AbortSignal) => ports.clock.wait(milliseconds, signal),
  every: ports.locks.times.beatMs,
  left: () => holdLeft(hold, moment(ports), ports.locks.times),
  renew: () => renewed(ports, hold),
  lose,
  // Whoever is signed out changes nothing, and may sign in again: before the next change a sign of life is given, or it is lost.
  outlasts: (error: unknown) => failedAs(error, "credentials"),
});

/** A machine that slept learns of a lost lock late: where there is doubt, a sign of life is given first. */
async function ours(ports: LockPorts, hold: Ours, { renew, lose }: ReturnType<typeof keeperOf>): Promise<void> {
  // The answer may have waited for a machine that slept: only what was sent tells until when it is ours.
  while (!isSure(hold, moment(ports), ports.locks.times))
    if (!(await renew())) {
      lose();
      throw lockTaken();
    }
}
