import type { StackPlan } from "../../model/plan.ts";
import { standing } from "../../model/stack-status.ts";
import { afterAdoption } from "./adopt.ts";
import type { Run } from "./run.ts";

/** How long a service that had too much to do is left alone. */
const restMs = 15_000;

/**
 * Waits, and answers with what the same stack is to be tried with a second time. A change set is executed once, and a request
 * that bears the token of the first would be taken for it.
 */
export async function onceMore(run: Run, stack: StackPlan): Promise<{ readonly run: Run; readonly stack: StackPlan }> {
  const { ports, plan } = run;
  const { report, clock } = ports;
  const text = `${stack.name} asked a service for too much at once: it is tried once more in ${restMs / 1_000} s`;
  report({ kind: "note", at: clock.now(), text });
  await clock.wait(restMs);
  const found = await ports.stacks(stack.region).describe(stack.name);
  const { changeSetId: _spent, ...rest } = stack;
  const next = { ...run, plan: { ...plan, id: `${plan.id}-2` } };
  // What it has taken over is in it.
  if (stack.adopted !== undefined && found !== undefined && standing(found.status).deploy === "update")
    return { run: next, stack: afterAdoption(rest, stack.adopted, found.id) };
  const action = stack.action === "update" ? "update" : found === undefined ? "create" : "recreate";
  return {
    run: next,
    stack: { ...rest, action, stackId: found?.id ?? stack.stackId },
  };
}

/**
 * The stack without the change set that somebody else has overtaken, so that another is made; what that does beyond the
 * approved plan is asked about. Throws where the stack is not at rest: the next run waits for it.
 */
export async function workedOutAnew(run: Run, stack: StackPlan, error: unknown): Promise<StackPlan> {
  const { report, clock, stacks } = run.ports;
  const { changeSetId: spent = "", ...rest } = stack;
  const found = await stacks(stack.region).describe(stack.name);
  if (found === undefined || standing(found.status).deploy !== "update") throw error;
  run.open.delete(spent);
  await stacks(stack.region).deleteChangeSet({ id: spent });
  const text = `${stack.name} was changed by somebody else since it was planned: its changes are worked out anew`;
  report({ kind: "note", at: clock.now(), text });
  return rest;
}
