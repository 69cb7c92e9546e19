import { assess } from "../../model/assess.ts";
import { refuseDataLoss } from "../../model/refusal.ts";
import { ownTags, bootstrapTags } from "../../model/stack-tags.ts";
import { readTemplate } from "../../model/template.ts";
import type { Stack } from "../../ports/stacks.ts";
import type { BootstrapPlan, BootstrapPorts } from "../bootstrap.ts";

/** Throws `refused` where state would be lost. */
export async function planUpdate(
  ports: BootstrapPorts,
  plan: Omit<BootstrapPlan, "action">,
  stack: Stack,
): Promise<BootstrapPlan> {
  const {
    input,
    template: { name, body },
  } = plan;
  const stacks = ports.stacks(plan.region);
  const changeSet = await stacks.createChangeSet(
    { ...input, tags: { ...ownTags(stack.tags), ...bootstrapTags } },
    input.token,
  );
  if (!changeSet.executable) {
    await stacks.deleteChangeSet(changeSet);
    return { ...plan, action: "unchanged" };
  }
  const before = readTemplate(await stacks.template(stack.id));
  const changes = assess(changeSet.changes, before, readTemplate(body));
  const update = { ...plan, action: "update", changes, changeSetId: changeSet.id } as const;
  try {
    refuseDataLoss([{ ...update, name }], [], stateLoss);
  } catch (error) {
    await discardBootstrap(ports, update);
    throw error;
  }
  return update;
}

const stateLoss =
  "Every environment of the target relies on its state. Use the version of gworld that prepared the target.";

/** Removes the change set of a plan that is not applied. */
export async function discardBootstrap(ports: Pick<BootstrapPorts, "stacks">, plan: BootstrapPlan): Promise<void> {
  if (plan.changeSetId !== undefined) await ports.stacks(plan.region).deleteChangeSet({ id: plan.changeSetId });
}
