import { clockSkew } from "../model/clock-skew.ts";
import { GworldError, wordsOf } from "../model/error.ts";
import type { StackTiming } from "../model/forecast/timing.ts";
import { refuseForeignCaller } from "../model/home.ts";
import type { HeldLock, LockProof } from "../model/lock.ts";
import type { BegunStack } from "../model/begun-stack.ts";
import type { OperationState } from "../model/operation.ts";
import type { Origin } from "../model/origin.ts";
import type { Outcome } from "../model/revision.ts";
import { refuseNewerState } from "../model/standing.ts";
import type { Connection } from "../ports/connection.ts";
import type { Synth } from "../ports/synth.ts";
import { append, type Note } from "./journal/append.ts";
import { closeGone } from "./journal/close-gone.ts";
import { begin } from "./journal/entry.ts";
import { endsOf, lookUp } from "./journal/look-up.ts";

export interface JournalPorts extends Pick<Connection, "config" | "local" | "state" | "clock" | "identity" | "stacks"> {
  readonly synth: Pick<Synth, "digest">;
  readonly origin: Origin;
  readonly warn: (text: string) => void;
}

/** That the environment's lock is ours, and whose it was before, if that one is gone. */
export interface JournalLock {
  readonly proof: LockProof | undefined;
  readonly from: HeldLock | undefined;
}

/** Writes a revision down together with the end of the operation and its times, and returns its number; null where that failed. */
export type RecordRevision = (outcome: Outcome, timings?: readonly StackTiming[]) => Promise<number | null>;

/** What an operation is at, written down while it is, so that whoever comes after a crash knows. */
export interface Undertaking {
  /** Names the stacks that are to be changed, before the first of them is. */
  readonly plans: (stacks: readonly string[]) => Promise<void>;
  /** Tells under which SHA-256 the plan's document is kept. */
  readonly keeps: (document: string) => Promise<void>;
  /** Tells what CloudFormation is about to be asked for; told again of the same request, what is known of it since. */
  readonly begins: (stack: BegunStack) => Promise<void>;
  readonly begun: () => readonly BegunStack[];
}

/** Tells what became of requests; they stay as they are where CloudFormation cannot be asked. */
export type EndsOf = (begun: readonly BegunStack[]) => Promise<readonly BegunStack[]>;

export const endsAt =
  (ports: Pick<Connection, "stacks">): EndsOf =>
  (begun) =>
    endsOf(ports, begun);

/** Throws `refused` where a newer gworld keeps this environment's state. What cannot be read refuses nobody. */
export async function guardState({ config, state, origin }: Pick<JournalPorts, "config" | "state" | "origin">) {
  const standing = await state.standing(config.name).catch(() => undefined);
  refuseNewerState(config.name, standing, origin.version);
  return standing;
}

/**
 * What stands before each change of an environment: as `guardState`, and throws `credentials` for another account or partition
 * than its last revision or its Region says.
 */
export async function guardChange(
  ports: Pick<JournalPorts, "config" | "local" | "state" | "identity" | "origin" | "warn">,
): Promise<void> {
  const { config, local, state, identity } = ports;
  const [standing, caller] = await Promise.all([guardState(ports), identity.caller()]);
  const skew = clockSkew(caller);
  if (skew !== undefined) ports.warn(`${skew.message} ${skew.hint}`);
  if (local) return;
  const { revision = 0 } = standing ?? {};
  const latest = revision === 0 ? undefined : await state.revision(config.name, revision).catch(() => undefined);
  refuseForeignCaller(config, caller, latest);
}

/**
 * True where an operation was begun and cut off: nobody who lives works on it, and none has written how it ended. Whoever finds
 * nothing left to do still has that to write. What cannot be read is taken for none.
 */
export async function wasCutOff(ports: Pick<Connection, "config" | "state" | "locks" | "data">): Promise<boolean> {
  const { config, state, locks, data } = ports;
  try {
    if ((await state.standing(config.name))?.operation === undefined) return false;
    const row = await locks.read(config.name);
    return row?.state !== "HELD" || data.isDead(row.holder);
  } catch {
    return false;
  }
}

/**
 * Does work under the environment's lock and keeps a journal of it: a row before it begins, and how it ended in the same row.
 * What a holder that is gone was at is closed first, as interrupted, with how its stacks ended. History is a convenience: where it cannot be written the
 * work is none the worse, and a warning says so.
 */
export async function journaled<T>(
  ports: JournalPorts,
  lock: JournalLock,
  work: (record: RecordRevision, undertaking: Undertaking) => Promise<T>,
): Promise<T> {
  await guardState(ports);
  const own = { ...ports, warn: once(ports.warn) };
  await closeGone(own, lock);
  await lookUp(own, lock.proof);
  const entry = await begin(own, lock);
  try {
    const done = await work((outcome, timings) => entry.record(outcome, timings), entry.undertaking);
    await entry.end(done === undefined ? "refused" : "succeeded");
    return done;
  } catch (error) {
    await entry.end(endOf(error), wordsOf(error));
    throw error;
  }
}

/** Writes down what was done without the lock: to somebody else's operation, which stays as it is. */
export type TellAudit = (row: Pick<Note, "who" | "what" | "outcome" | "fence">) => Promise<unknown>;

export const tellAudit =
  (ports: JournalPorts): TellAudit =>
  (row) =>
    append(ports, undefined, row);

/** What keeps one row from being written keeps the others, too. */
function once(warn: (text: string) => void) {
  const told = new Set<string>();
  return (text: string) => {
    if (!told.has(text)) warn(text);
    told.add(text);
  };
}

function endOf(error: unknown): OperationState {
  const code = error instanceof GworldError ? error.code : "failed";
  if (code === "refused") return "refused";
  return code === "interrupted" || code === "resumable" ? "interrupted" : "failed";
}
