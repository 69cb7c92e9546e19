import { assess, beyond } from "../../model/assess.ts";
import { GworldError } from "../../model/error.ts";
import { sameInputs } from "../../model/inputs.ts";
import type { PlannedChange, StackPlan } from "../../model/plan.ts";
import { refuseDataLoss } from "../../model/refusal.ts";
import { stackInput } from "../../model/stack-input.ts";
import { readTemplate } from "../../model/template.ts";
import type { Run } from "./run.ts";

/** The change set to execute: the approved one while its inputs hold, else a new one with what it adds approved. */
export async function executable(
  run: Run,
  stack: StackPlan,
  parameters: StackPlan["parameters"],
): Promise<{ readonly id: string; readonly changes: readonly PlannedChange[] } | undefined> {
  const { ports, plan } = run;
  const { name, region, changeSetId } = stack;
  const known = stack.action === "unchanged" || changeSetId !== undefined;
  if (known && sameInputs(stack.parameters, parameters))
    return changeSetId === undefined ? undefined : { id: changeSetId, changes: stack.changes };
  const stacks = ports.stacks(region);
  const before = readTemplate(await stacks.template(stack.stackId ?? name));
  const input = stackInput(stack, parameters, await ports.place(stack.template.body), `${plan.id}-again`);
  const changeSet = await stacks.createChangeSet(input, `gw-${plan.id}-again`);
  run.open.set(changeSet.id, region);
  if (!changeSet.executable) return undefined;
  const changes = assess(changeSet.changes, before, readTemplate(stack.template.body));
  const more = beyond(stack.changes, changes);
  refuseDataLoss([{ name, changes, changeSetId: changeSet.id }], ports.allowReplace);
  const made = { id: changeSet.id, changes };
  if (more.length === 0) return made;
  // One question at a time: stacks run side by side, people do not.
  const answer = run.asking.then(() => ports.approve({ ...stack, action: "update", changes: more }));
  run.asking = answer.catch(() => undefined);
  if (await answer) return made;
  throw new GworldError("refused", `${name} was not deployed: what it would change goes beyond the approved plan.`, {
    hint: `See it with: gworld diff --env ${plan.environment}`,
  });
}
