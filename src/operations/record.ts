import { GworldError, wordsOf } from "../model/error.ts";
import type { HeldLock, LockProof } from "../model/lock.ts";
import type { Clock } from "../ports/clock.ts";
import type { Revision, State } from "../ports/state.ts";

export interface RecordPorts {
  readonly state: State;
  readonly clock: Clock;
  readonly warn: (text: string) => void;
  /** That the environment's lock is ours; without it nobody is kept from writing beside us. */
  readonly proof: LockProof | undefined;
}

/**
 * Writes down what was done and returns its number. History is a convenience: when it cannot be written the deployment is
 * none the worse, and a warning says so.
 */
export async function recordRevision(
  { state, clock, warn, proof }: RecordPorts,
  done: Omit<Revision, "revision" | "at">,
): Promise<number | null> {
  for (let tries = 1; ; tries += 1)
    try {
      const revision = ((await state.latest(done.environment))?.revision ?? 0) + 1;
      await state.record({ ...done, revision, at: new Date(clock.now()).toISOString() }, proof);
      return revision;
    } catch (error) {
      // The number may have been taken by somebody else in between.
      if (tries < 3 && !(error instanceof GworldError && error.code === "locked")) continue;
      warn(`the history of ${done.environment} was not written: ${wordsOf(error)}`);
      return null;
    }
}

/** Writes down what a holder that is gone was at, since it cannot: nobody has seen how that ended. */
export async function recordGone(ports: RecordPorts, environment: string, gone: HeldLock | undefined): Promise<void> {
  if (gone === undefined || !["deploy", "destroy"].includes(gone.command)) return;
  const { arn: by } = gone.holder;
  await recordRevision(ports, { environment, by, result: "interrupted", version: "", templates: {}, seconds: 0 });
}
