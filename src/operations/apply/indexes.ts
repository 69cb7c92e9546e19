import { indexSteps } from "../../model/index-steps.ts";
import type { StackPlan } from "../../model/plan.ts";
import { stackInput } from "../../model/stack-input.ts";
import { begins } from "./begins.ts";
import { mustHaveSucceeded } from "./finish.ts";
import type { Run } from "./run.ts";

/**
 * Brings a stack to where one more index of each table is all that is lacking, by updates of their own. The change set that was
 * approved is of before them: the plan that is returned has none, so that it is made again.
 */
export async function throughIndexes(run: Run, stack: StackPlan): Promise<StackPlan> {
  const { deployed, template } = stack;
  const steps = typeof deployed === "string" ? indexSteps(deployed, template.body) : [];
  for (const [index, body] of steps.entries())
    await step(run, stack, { body, number: index + 1, of: steps.length + 1 });
  return steps.length === 0 ? stack : { ...stack, changeSetId: undefined };
}

interface Step {
  readonly body: string;
  readonly number: number;
  readonly of: number;
}

async function step(run: Run, stack: StackPlan, { body, number, of }: Step): Promise<void> {
  const { name, region, stackId = name } = stack;
  const { ports, plan } = run;
  const { clock, report } = ports;
  const stacks = ports.stacks(region);
  report({
    kind: "note",
    at: clock.now(),
    text: `${name}: indexes of its tables come one at a time, ${number} of ${of}`,
  });
  // What is deployed keeps its parameters: the new template's may be others.
  const parameters = (await stacks.describe(stackId))?.parameters ?? {};
  const id = `${plan.id}-index-${number}`;
  const changeSet = await stacks.createChangeSet(
    stackInput(stack, parameters, await ports.place(body), id),
    `gw-${id}`,
  );
  // Done by a run that was cut off.
  if (!changeSet.executable) return stacks.deleteChangeSet(changeSet);
  const after = await stacks.newestEvent(stackId);
  const token = `gw-${id}-${stack.part}`;
  await begins(run, { name, region, action: "update", token, stackId, part: true });
  await stacks.execute({ id: changeSet.id, noRollback: ports.noRollback }, token);
  const followed = await ports.follow(stacks, { stackId, name, after, fresh: false });
  mustHaveSucceeded(run, name, followed);
}
