import { failedAs } from "../../model/aws-error.ts";
import { GworldError, wordsOf } from "../../model/error.ts";

/** How a snapshot that did not come to its end is told: what was read stays, and the same command goes on. */
export function endOf(
  error: unknown,
  { stopped, worldId, command }: { stopped: boolean; worldId: string; command: string },
): unknown {
  if (stopped)
    return new GworldError("interrupted", `Interrupted. ${worldId} goes on, and what was read of it stays.`, {
      hint: `Go on with: ${command}`,
      cause: error,
    });
  if (failedAs(error, "unreachable") || failedAs(error, "throttled"))
    return new GworldError("resumable", `The snapshot of ${worldId} could not be finished: ${wordsOf(error)}`, {
      hint: `What was read of it stays. Go on with: ${command}`,
      cause: error,
    });
  return error;
}
