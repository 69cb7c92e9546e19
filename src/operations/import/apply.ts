import { GworldError } from "../../model/error.ts";
import type { ImportPlan, StackImport } from "../../model/import/plan.ts";
import { stackFailed } from "../../model/stack-failure.ts";
import { stackName } from "../../model/graph.ts";
import type { ChangeSet, StackInput } from "../../ports/stacks.ts";
import type { ImportPorts } from "../import.ts";

export type ApplyPorts = Pick<ImportPorts, "stacks" | "imports" | "place" | "follow" | "remove">;
type Plan = Pick<ImportPlan, "environment" | "id">;

/** Adopts what one stack is to have; returns its ID. Nothing is left behind of a change set that is not executed. */
export async function importStack(ports: ApplyPorts, plan: Plan, stack: StackImport): Promise<string> {
  const { name, region, part, stackId } = stack;
  const stacks = ports.stacks(region);
  if (stackId === undefined) await removeEmpty(ports, plan, stack);
  const token = `gw-${plan.id}-${part}`;
  const input: StackInput = {
    name,
    template: await ports.place(stack.body),
    parameters: stack.parameters,
    tags: stack.tags,
    capabilities: ["CAPABILITY_NAMED_IAM"],
    terminationProtection: false,
    token,
  };
  const begun = await begin(ports, plan, stack, input);
  const followed = await ports.follow(stacks, { ...begun, name, fresh: stackId === undefined });
  if (followed.detached)
    throw new GworldError("interrupted", `CloudFormation goes on with ${name}.`, {
      hint: "Run the same command again: it waits for what goes on.",
    });
  if (followed.phase === "succeeded") return begun.stackId;
  if (stackId === undefined) await removeEmpty(ports, plan, stack).catch(() => undefined);
  throw stackFailed(
    { name, status: followed.stack?.status ?? "", statusReason: followed.stack?.statusReason, events: followed.events },
    `What was to be imported is as it was. Correct the cause, then run the same command again`,
  );
}

/** Makes the change set and executes it; where that fails at any step, neither it nor a stack that it has made stays. */
async function begin(ports: ApplyPorts, plan: Plan, stack: StackImport, input: StackInput) {
  const { region, resources, stackId } = stack;
  const stacks = ports.stacks(region);
  let made: ChangeSet | undefined;
  try {
    made = await ports.imports(region).createChangeSet(input, input.token, resources);
    const after = stackId && (await stacks.eventsSince(stackId, undefined)).at(-1)?.id;
    refuseMore(plan, stack, made);
    await stacks.execute({ id: made.id }, input.token);
    return { stackId: made.stackId, after };
  } catch (error) {
    if (made !== undefined) await stacks.deleteChangeSet({ id: made.id }).catch(() => undefined);
    if (stackId === undefined) await removeEmpty(ports, plan, stack).catch(() => undefined);
    throw error;
  }
}

const emptyStatuses: ReadonlySet<string> = new Set(["REVIEW_IN_PROGRESS", "IMPORT_ROLLBACK_COMPLETE"]);

/** A stack that waits in review, or whose first import was rolled back, has nothing in it and is in the way of a deployment. */
async function removeEmpty(ports: ApplyPorts, plan: Plan, { part, region }: StackImport): Promise<void> {
  const name = stackName(plan.environment, part);
  const stack = await ports.stacks(region).describe(name);
  if (stack === undefined || !emptyStatuses.has(stack.status)) return;
  await ports.remove(ports.stacks(region), { stackId: stack.id, name, unprotect: true }, `gw-${plan.id}-${part}-empty`);
}

/** An import adopts what was approved, and nothing else may come of it. */
function refuseMore({ environment }: Plan, { name, resources }: StackImport, { changes }: ChangeSet): void {
  const wanted = new Set(resources.map(({ logicalId }) => logicalId));
  const more = changes.filter(({ action, logicalId }) => action !== "Import" || !wanted.has(logicalId));
  if (more.length === 0) return;
  const told = more.map(({ action, logicalId }) => `${action} ${logicalId}`).join(", ");
  throw new GworldError("refused", `The import into ${name} would do more than was approved: ${told}.`, {
    hint: `Nothing was changed. Deploy first, then import: gworld deploy --env ${environment}`,
  });
}
