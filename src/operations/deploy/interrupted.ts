import { GworldError } from "../../model/error.ts";
import type { TaskEvidence } from "../../model/operation-events.ts";
import type { DeployPlan } from "../../model/plan.ts";
import { combined } from "../../model/stack-failure.ts";
import type { Applied } from "../applied.ts";

export const isInterruption = (error: unknown): error is GworldError =>
  error instanceof GworldError && error.code === "interrupted";

/** Nothing of it counts as failed but what did fail, which is told too. */
export function interrupted(
  { stacks }: DeployPlan,
  { detached, again }: Pick<Applied, "detached"> & { readonly again: string },
  errors: readonly unknown[],
  evidence: readonly TaskEvidence[],
): GworldError {
  const cutOff = errors.find(isInterruption)?.message ?? "Nothing is going on any more.";
  const going = detached.length === 0 ? cutOff : `CloudFormation goes on with ${detached.join(", ")}.`;
  const hint = `${again} follows what goes on and does the rest.`;
  const failures = errors.filter((error) => !isInterruption(error));
  const told = failures.length === 0 ? "" : `\n${combined(failures, evidence, hint).message}`;
  return new GworldError("interrupted", `Interrupted. ${going} ${stacks.length} stacks were planned.${told}`, {
    hint,
    cause: failures[0],
  });
}
