import { GworldError } from "../model/error.ts";
import type { Stacks } from "../ports/stacks.ts";
import type { Follow, Followed } from "./follow.ts";

export interface RemovedStack {
  readonly stackId: string;
  readonly name: string;
  /** True where its termination protection may be switched off. */
  readonly unprotect: boolean;
}

/** Deletes a stack and follows that to its end, whatever it is. Throws `interrupted` when a signal ended the watching. */
export type RemoveStack = (stacks: Stacks, removed: RemovedStack, token: string) => Promise<Followed>;

export const stackRemoval =
  (follow: Follow): RemoveStack =>
  async (stacks, { stackId, name, unprotect }, token) => {
    if (unprotect && (await stacks.describe(stackId))?.terminationProtection === true)
      await stacks.setTerminationProtection(name, false);
    // Read first, so that the end of an operation before is not taken for that of the deletion.
    const after = await stacks.newestEvent(stackId);
    await stacks.delete(stackId, token);
    const followed = await follow(stacks, { stackId, name, after, fresh: false });
    if (!followed.detached) return followed;
    throw new GworldError("interrupted", `CloudFormation goes on deleting ${name}.`, {
      hint: "Run the same command again to follow it.",
    });
  };
