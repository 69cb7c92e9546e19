import { AwsError, failedAs, rejectedAs } from "../../model/aws-error.ts";
import type { RestoreEntry } from "../../model/catalogue.ts";
import { deniedMidway } from "../../model/ended.ts";
import { GworldError, wordsOf } from "../../model/error.ts";
import { asBefore } from "../../model/restore/as-before.ts";
import type { RestorePlan } from "../../model/restore/plan.ts";
import type { ClaimRefusal } from "../../ports/catalogue.ts";

/** How a restore that did not come to its end is told: what is loaded stays, unseen, and the same command goes on. */
export function endOf(
  error: unknown,
  { stopped, plan, command }: { stopped: boolean; plan: Pick<RestorePlan, "mode" | "worldId">; command: string },
): unknown {
  if (isTold(error, stopped)) return error;
  if (stopped)
    return new GworldError("interrupted", `Interrupted: ${asBefore(plan)}; what was loaded stays unseen.`, {
      hint: `Go on with: ${command}`,
      cause: error,
    });
  if (rejectedAs(error, "LimitExceededException") || rejectedAs(error, "ResourceInUseException"))
    return new GworldError("resumable", `DynamoDB takes no further bulk load now: ${error.awsMessage}`, {
      hint: `When another load has ended, go on with: ${command}. Or let gworld write the rows itself: the same with --engine client`,
      cause: error,
    });
  if (failedAs(error, "unreachable") || failedAs(error, "throttled"))
    return new GworldError("resumable", `The restore could not be finished; ${asBefore(plan)}: ${wordsOf(error)}`, {
      hint: `What was loaded stays. Go on with: ${command}`,
      cause: error,
    });
  return error;
}

/** The claim stays, and the world is not free, until the restore goes on or is dropped. */
export const refusedMidway = (error: unknown, plan: Pick<RestorePlan, "env" | "mode" | "worldId">, command: string) =>
  deniedMidway(error, {
    unfinished: `The restore could not be finished; ${asBefore(plan)}`,
    hint: `What was loaded stays. Then go on with: ${command}. Or drop it: gworld restore ${plan.worldId} --abort -e ${plan.env}`,
  });

/** What a restore says of its own end knows more than can be said here. */
const isTold = (error: unknown, stopped: boolean) =>
  error instanceof GworldError &&
  !(error instanceof AwsError) &&
  (error.code === "resumable" || (stopped && error.code === "interrupted"));

/** Without an answer the world may show the restore. */
export function flipUnknown(error: unknown, { worldId, command }: { worldId: string; command: string }): unknown {
  if (!failedAs(error, "unreachable") && !failedAs(error, "throttled")) return error;
  return new GworldError(
    "resumable",
    `All is loaded, but whether ${worldId} shows it is not known: ${wordsOf(error)}`,
    { hint: `Make sure with: ${command}`, cause: error },
  );
}

export const unread = ({ env, worldId }: RestorePlan, cause: unknown) =>
  new GworldError("resumable", `${worldId} is restored, but could not be read again: ${wordsOf(cause)}`, {
    hint: `See it: gworld worlds show ${worldId} -e ${env}`,
    cause,
  });

export const stillFenced = (worldId: string, command: string) =>
  new GworldError(
    "resumable",
    `All is loaded, but ${worldId} is being read by snapshots all the time. It is as it was.`,
    {
      hint: `When that has ended, go on with: ${command}`,
    },
  );

export const lostClaim = (worldId: string) =>
  new GworldError("locked", `The claim on ${worldId} is not ours any more: somebody has dropped this restore.`, {
    hint: `See it: gworld worlds show ${worldId}`,
  });

export function unclaimed({ worldId, snapshotId, sourceWorldId }: RestoreEntry, refusal: ClaimRefusal): GworldError {
  if (refusal === "unreadable")
    return new GworldError("refused", `${snapshotId} was deleted meanwhile. Nothing was changed.`, {
      hint: `Restore another snapshot: gworld snapshot list ${sourceWorldId}`,
    });
  const said = {
    exists: "has come into being meanwhile",
    absent: "is gone",
    claimed: "is being restored or changed by somebody else",
  };
  return new GworldError(refusal === "claimed" ? "locked" : "refused", `${worldId} ${said[refusal]}.`, {
    hint: `See it: gworld worlds show ${worldId}`,
  });
}
