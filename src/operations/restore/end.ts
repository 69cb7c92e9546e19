import { failedAs, rejectedAs } from "../../model/aws-error.ts";
import { GworldError, wordsOf } from "../../model/error.ts";

/** How a restore that did not come to its end is told: what is loaded stays, unseen, and the same command goes on. */
export function endOf(
  error: unknown,
  { stopped, worldId, command }: { stopped: boolean; worldId: string; command: string },
): unknown {
  if (stopped && error instanceof GworldError && error.code === "interrupted") return error;
  if (stopped)
    return new GworldError("interrupted", `Interrupted. ${worldId} is as it was; what was loaded stays unseen.`, {
      hint: `Go on with: ${command}`,
      cause: error,
    });
  if (rejectedAs(error, "LimitExceededException") || rejectedAs(error, "ResourceInUseException"))
    return new GworldError("resumable", `DynamoDB takes no further bulk load now: ${error.awsMessage}`, {
      hint: `When another load has ended, go on with: ${command}. Or let gworld write the rows itself: the same with --engine client`,
      cause: error,
    });
  if (failedAs(error, "unreachable") || failedAs(error, "throttled"))
    return new GworldError(
      "resumable",
      `${worldId} is as it was; the restore could not be finished: ${wordsOf(error)}`,
      {
        hint: `What was loaded stays. Go on with: ${command}`,
        cause: error,
      },
    );
  return error;
}
