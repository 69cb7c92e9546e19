import { GworldError, wordsOf } from "../model/error.ts";
import type { StackTiming } from "../model/forecast/timing.ts";
import { refuseForeignCaller } from "../model/home.ts";
import type { HeldLock, LockProof } from "../model/lock.ts";
import { makesRevision, type Operation, type OperationState } from "../model/operation.ts";
import type { Origin } from "../model/origin.ts";
import type { Outcome } from "../model/revision.ts";
import { refuseNewerState } from "../model/standing.ts";
import type { Connection } from "../ports/connection.ts";
import type { Synth } from "../ports/synth.ts";
import { append, type Note } from "./journal/append.ts";

export interface JournalPorts extends Pick<Connection, "config" | "local" | "state" | "clock" | "identity"> {
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
  ports: Pick<JournalPorts, "config" | "local" | "state" | "identity" | "origin">,
): Promise<void> {
  const { config, local, state, identity } = ports;
  const [standing, caller] = await Promise.all([guardState(ports), identity.caller()]);
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
 * What a holder that is gone was at is closed first, as interrupted. History is a convenience: where it cannot be written the
 * work is none the worse, and a warning says so.
 */
export async function journaled<T>(
  ports: JournalPorts,
  lock: JournalLock,
  work: (record: RecordRevision) => Promise<T>,
): Promise<T> {
  await guardState(ports);
  const own = { ...ports, warn: once(ports.warn) };
  await closeGone(own, lock);
  const entry = await begin(own, lock);
  try {
    const done = await work((outcome, timings) => entry.record(outcome, timings));
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

const moment = ({ clock }: JournalPorts) => new Date(clock.now()).toISOString();

/** Writes down what a holder that is gone was at, since it cannot: nobody has seen how that ended. */
async function closeGone(ports: JournalPorts, lock: JournalLock): Promise<void> {
  const found = await leftBehind(ports, lock).catch(() => undefined);
  if (found === undefined) return;
  const { left, gone } = found;
  const { command, by, version } = gone;
  const facts = { by, version, command, gitSha: left?.gitSha, ci: left?.ci };
  await append(ports, lock.proof, {
    what: command,
    outcome: "interrupted",
    who: by,
    operation: left && { ...left, state: "interrupted", endedAt: moment(ports) },
    revision: makesRevision(gone) ? { ...facts, result: "interrupted", templates: {}, seconds: 0 } : undefined,
  });
}

/** Undefined where it has written down how it ended, and only its lock was left. */
async function leftBehind({ config, state }: JournalPorts, { from }: JournalLock) {
  const open = (await state.standing(config.name).catch(() => undefined))?.operation;
  const id = open ?? from?.fence;
  const left = id === undefined ? undefined : await state.operation(config.name, id);
  if (left !== undefined) return left.state === "running" ? { left, gone: left } : undefined;
  if (open !== undefined || from === undefined) return undefined;
  // An older gworld keeps no journal: what its lock tells is all there is.
  return { left, gone: { command: from.command, by: from.holder.arn, version: "" } };
}

/** Notes that the work begins, and how to note its end. Without a lock only revisions are noted. */
async function begin(ports: JournalPorts, { proof }: JournalLock) {
  const { config, origin, identity } = ports;
  const { arn: by } = await identity.caller();
  const started: Operation | undefined = proof && {
    ...origin,
    environment: config.name,
    id: proof.fence,
    by,
    state: "running",
    startedAt: moment(ports),
  };
  const note = { what: origin.command, who: by };
  let running = started;
  if (started && (await append(ports, proof, { ...note, outcome: "begun", operation: started })) === null)
    running = undefined;
  const closed = (state: OperationState, error?: string) =>
    running && { ...running, state, endedAt: moment(ports), error: error?.slice(0, longestError) };
  return {
    async record(outcome: Outcome, timings: readonly StackTiming[] = []) {
      const ended = closed(stateOf(outcome), outcome.cause);
      const operation = ended && { ...ended, ...(timings.length > 0 && { timings }) };
      const cause = outcome.cause?.slice(0, longestError);
      const revision = { ...outcome, cause, ...origin, by };
      const number = await append(ports, proof, { ...note, outcome: outcome.result, revision, operation });
      if (number !== null) running = undefined;
      return number;
    },
    async end(state: OperationState, error?: string) {
      const operation = closed(state, state === "failed" ? error : undefined);
      if (operation === undefined) return;
      running = undefined;
      await append(ports, proof, { ...note, outcome: state, operation });
    },
  };
}

/** A row holds 400 KB at most; what went wrong is told in full where it went wrong. */
const longestError = 4_000;

const stateOf = ({ result }: Outcome): OperationState =>
  result === "failed" || result === "interrupted" ? result : "succeeded";
