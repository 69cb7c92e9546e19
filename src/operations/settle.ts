import { GworldError } from "../model/error.ts";
import type { StackPart } from "../model/graph.ts";
import { isOperationStart } from "../model/stack-events.ts";
import { standing } from "../model/stack-status.ts";
import type { Stack, Stacks } from "../ports/stacks.ts";
import type { Follow, Followed } from "./follow.ts";

/** A stack as it was found, if it was. */
export interface FoundStack {
  readonly part: StackPart;
  readonly stack: Stack | undefined;
  readonly stacks: Stacks;
}

/** A stack that was found busy and followed to the end of what was going on. */
export interface Adopted {
  readonly part: StackPart;
  readonly name: string;
  readonly action: "create" | "update" | "delete";
  readonly followed: Followed;
}

/**
 * Waits for whatever is still going on in these stacks (an earlier run, or somebody else) and tells how it ended. Nothing
 * can be planned before: CloudFormation takes one operation a stack.
 */
export async function settle(follow: Follow, found: readonly FoundStack[]): Promise<readonly Adopted[]> {
  const busy = found.flatMap(({ part, stack, stacks }) =>
    stack !== undefined && standing(stack.status).deploy === "wait" ? [{ part, stack, stacks }] : [],
  );
  return Promise.all(
    busy.map(async ({ part, stack, stacks }) => {
      const { id: stackId, name } = stack;
      const followed = await follow(stacks, { stackId, name, after: undefined, fresh: true });
      if (followed.detached)
        throw new GworldError("interrupted", `CloudFormation goes on with ${name}.`, {
          hint: "Run the same command again to follow it.",
        });
      const start = followed.events.find(isOperationStart)?.status ?? stack.status;
      const action = start.startsWith("CREATE") ? "create" : start.startsWith("DELETE") ? "delete" : "update";
      return { part, name, action, followed };
    }),
  );
}
