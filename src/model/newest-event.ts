import { failedAs } from "./aws-error.ts";

interface Events {
  readonly eventsSince: (stackId: string, lastEventId: undefined) => Promise<readonly { readonly id: string }[]>;
}

/**
 * The newest event of a stack, after which those of the next operation come. Undefined where they may not be read: what happens
 * is not shown then, and the status alone tells how it ends.
 */
export async function newestEvent(stacks: Events, stackId: string): Promise<string | undefined> {
  try {
    return (await stacks.eventsSince(stackId, undefined)).at(-1)?.id;
  } catch (error) {
    if (failedAs(error, "denied")) return undefined;
    throw error;
  }
}
