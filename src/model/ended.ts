import { failedAs } from "./aws-error.ts";
import { GworldError, wordsOf } from "./error.ts";

/** Work that the same command finishes when it is run again. */
export interface Rerun {
  readonly stopped: boolean;
  /** What is true after Ctrl-C, and what did not come to its end where AWS could not be asked any more. */
  readonly interrupted: string;
  readonly unfinished: string;
  readonly hint: string;
  /** True where something was done before: whoever was interrupted in a wait may only know of that wait. */
  readonly begun?: boolean;
}

/** What is thrown for work that did not come to its end: `interrupted`, `resumable`, or the error as it is. */
export function ended(error: unknown, { stopped, interrupted, unfinished, hint, begun = false }: Rerun): unknown {
  if (!begun && error instanceof GworldError && error.code === "interrupted") return error;
  if (stopped) return new GworldError("interrupted", interrupted, { hint, cause: error });
  if (failedAs(error, "unreachable") || failedAs(error, "throttled"))
    return new GworldError("resumable", `${unfinished}: ${wordsOf(error)}`, { hint, cause: error });
  return error;
}
