import { failedAs } from "../../model/aws-error.ts";
import type { StackInput, Stacks } from "../../ports/stacks.ts";
import type { BootstrapPorts } from "../bootstrap.ts";

/**
 * Creates the stack over what an earlier one has left; returns its ID. Only an existing stack can be protected beside a change set.
 * Where AWS refuses one of the calls, the empty stack is removed again.
 */
export async function adopt(
  { config: { region }, stacks, remove }: Pick<BootstrapPorts, "config" | "stacks" | "remove">,
  input: StackInput,
): Promise<string> {
  const inRegion = stacks(region);
  const { name, token } = input;
  const { id, stackId } = await inRegion.createChangeSet({ ...input, adopts: true }, token);
  try {
    await inRegion.setTerminationProtection(name, true);
    await inRegion.execute({ id }, token);
  } catch (error) {
    // Only the refusal counts. What stays of it after all is replaced by the next preparation.
    if (await isEmpty(inRegion, stackId, error).catch(() => false))
      await remove(inRegion, { stackId, name, unprotect: true }, `${token}-shell`).catch(() => undefined);
    throw error;
  }
  return stackId;
}

/** Without an answer the change set may have been executed, whatever the status still says. */
const isEmpty = async (stacks: Stacks, stackId: string, error: unknown) =>
  (failedAs(error, "denied") || failedAs(error, "rejected")) &&
  (await stacks.describe(stackId))?.status === "REVIEW_IN_PROGRESS";
