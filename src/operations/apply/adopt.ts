import type { AdoptedStack } from "../../model/import/adopt.ts";
import type { StackPlan } from "../../model/plan.ts";
import type { StackInput, Stacks } from "../../ports/stacks.ts";
import { begins } from "./begins.ts";
import type { Run } from "./run.ts";

/**
 * Makes a stack of what it takes over, as that is, and returns what is still to be done to it: an update that brings the rest, and
 * what was taken over to its declaration. What guards the stack is set with the end of that.
 */
export async function adopted(run: Run, stack: StackPlan, taken: AdoptedStack): Promise<StackPlan> {
  const { ports, plan } = run;
  const { name, region } = stack;
  const id = `${plan.id}-adopt`;
  await begins(run, { name, region, action: "create", token: `gw-${id}-${stack.part}`, part: true });
  return afterAdoption(stack, taken, await ports.adopt(taken, id));
}

/** The update of a stack that was made of what it has taken over. Whatever a new stack allows was approved with it. */
export const afterAdoption = (stack: StackPlan, taken: AdoptedStack, stackId: string): StackPlan => ({
  ...stack,
  action: "update",
  stackId,
  deployed: taken.stack.body,
  changes: stack.changes.map((change) => ({
    ...change,
    action: change.action === "Import" ? "Modify" : change.action,
    risk: "security-broadening",
  })),
  protect: stack.template.terminationProtection,
  policy: stack.template.stackPolicy !== undefined,
});

/** Creates a stack over what has a name of its template's already; returns its ID. Such a stack has no guard that could be set. */
export async function createOver(stacks: Stacks, input: StackInput, noRollback: boolean): Promise<string> {
  const { id, stackId } = await stacks.createChangeSet({ ...input, adopts: true }, `${input.token}-over`);
  await stacks.execute({ id, noRollback }, input.token);
  return stackId;
}
