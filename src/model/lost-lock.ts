import { GworldError } from "./error.ts";

/** What is thrown instead of a change where the lock is not ours any more. */
export const lockTaken = () =>
  new GworldError("lockLost", "The lock is another's.", { hint: "Run the same command again." });

export const isLockLost = (error: unknown): error is GworldError =>
  error instanceof GworldError && error.code === "lockLost";

/** True for what was not done, or not watched, and did not fail. */
export const isInterruption = (error: unknown): error is GworldError => isLockLost(error) || isUnwatched(error);

/** True for what CloudFormation was asked for, and was not watched to its end. */
export const isUnwatched = (error: unknown): error is GworldError =>
  error instanceof GworldError && error.code === "interrupted";

/** Where work stood when it ended under a lock that was lost on the way. */
export interface LostWork {
  /** Stacks that were begun before, and what they are now. */
  readonly ends: readonly { readonly name: string; readonly status: string }[];
  /** Stacks that CloudFormation goes on with, since they were not watched to their end. */
  readonly detached: readonly string[];
  readonly waiting: readonly string[];
  /** What failed, in words. */
  readonly failed?: string | undefined;
}

/** What whoever lost a lock has to know of the work under it: what became of what was begun, and what is still to be done. */
export function endedWithout({ ends, detached, waiting, failed }: LostWork): GworldError {
  const followed = ends
    .filter(({ name }) => !detached.includes(name))
    .map(({ name, status }) => `${name} is ${status}`);
  const told = [
    ...(followed.length === 0 ? [] : [`What was begun was followed to its end: ${followed.join(", ")}.`]),
    ...(detached.length === 0 ? [] : [`CloudFormation goes on with ${detached.join(", ")}.`]),
    ...(waiting.length === 0 ? [] : [`Not begun: ${waiting.join(", ")}.`]),
  ];
  const text = [told.join(" "), ...(failed === undefined ? [] : [failed])].join("\n");
  return new GworldError("lockLost", text, { hint: "Run the same command again." });
}

/** What a verb ends with whose lock was lost; `cause` is what its work threw then. */
export function lostLock(environment: string, command: string, cause?: unknown): GworldError {
  const known = isLockLost(cause) && cause.message !== lockTaken().message ? ` ${cause.message}` : "";
  return new GworldError(
    "lockLost",
    `The lock of ${environment} was lost while \`gworld ${command}\` was at work, which has begun nothing since.${known}`,
    {
      hint: `See who has it: gworld lock show --env ${environment}. Then run the same command again: it goes on where this one stopped.`,
      cause,
    },
  );
}
