import { failedAs } from "./aws-error.ts";
import { GworldError, wordsOf } from "./error.ts";

/** Work that the same command finishes when it is run again. */
export interface Rerun {
  readonly stopped: boolean;
  /** What is true after Ctrl-C, and what did not come to its end where AWS could not be asked any more. */
  readonly interrupted: string;
  readonly unfinished: string;
  readonly hint: string;
  /** True where something was done before: whoever was interrupted in a wait, or refused at once, may only know of that. */
  readonly begun?: boolean;
}

/** A refusal in the middle of work: what is there stays, and the same command goes on once it is allowed. */
export function deniedMidway(error: unknown, { unfinished, hint }: Pick<Rerun, "unfinished" | "hint">): unknown {
  if (!failedAs(error, "denied")) return error;
  return new GworldError("resumable", `${unfinished}: ${wordsOf(error)}`, {
    hint: `${error.hint}. ${hint}`,
    cause: error,
  });
}

/** What is thrown for work that did not come to its end: `interrupted`, `resumable`, or the error as it is. */
export function ended(error: unknown, { stopped, interrupted, unfinished, hint, begun = false }: Rerun): unknown {
  if (!begun && error instanceof GworldError && error.code === "interrupted") return error;
  if (stopped) return new GworldError("interrupted", interrupted, { hint, cause: error });
  if (failedAs(error, "unreachable") || failedAs(error, "throttled"))
    return new GworldError("resumable", `${unfinished}: ${wordsOf(error)}`, { hint, cause: error });
  return begun ? deniedMidway(error, { unfinished, hint }) : error;
}
