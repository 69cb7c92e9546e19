import type { Table } from "../../store.ts";
import { isSpent, type ChangeSetRecord } from "../model/change-set.ts";
import { isDeleted, type StackRecord } from "../model/stack.ts";
import type { Drifts } from "./drifts.ts";
import type { History } from "./history.ts";
import type { Resources } from "./resources.ts";
import type { Stacks } from "./stacks.ts";
import type { Templates } from "./templates.ts";

/** What is swept, all of it together. */
export interface Swept extends Stacks, Resources, Templates, History, Drifts {
  readonly changeSets: Table<ChangeSetRecord>;
}

/** AWS tells of a deleted stack for 90 days. */
const tellDeleted = 90 * 24 * 60 * 60 * 1000;
/** Deleted stacks told of in an account and Region, in whatever time they were deleted. */
const mostDeleted = 50;
/** Executed change sets found by their ID, of one stack. */
const mostSpent = 20;

/** Drops what nobody asks for any more: old deleted stacks with all they had, spent change sets, templates without use. */
export function sweep(swept: Swept, now: number): void {
  for (const stack of outdated(swept.stacks.values(), now)) forget(swept, stack);
  for (const changeSet of leftovers(swept)) swept.changeSets.delete(changeSet.changeSetId);
  swept.keepOnly(usedTemplates(swept), now);
}

function outdated(stacks: readonly StackRecord[], now: number): readonly StackRecord[] {
  const seen = new Map<string, number>();
  return stacks
    .filter((stack) => isDeleted(stack))
    .sort((one, other) => (other.deletedAt ?? 0) - (one.deletedAt ?? 0))
    .filter(({ account, region, deletedAt = 0 }) => {
      const newer = seen.get(`${account}|${region}`) ?? 0;
      seen.set(`${account}|${region}`, newer + 1);
      return newer >= mostDeleted || deletedAt < now - tellDeleted;
    });
}

/** The stack itself goes last: a crash in between finds it outdated still. */
function forget(swept: Swept, stack: StackRecord) {
  for (const { changeSetId, stackId } of swept.changeSets.values())
    if (stackId === stack.stackId) swept.changeSets.delete(changeSetId);
  for (const resource of swept.resources(stack.stackId)) swept.dropResource(resource);
  swept.forgetDrift(stack.stackId);
  swept.forget(stack.stackId);
  swept.dropStack(stack);
}

function leftovers({ changeSets }: Swept): readonly ChangeSetRecord[] {
  const seen = new Map<string, number>();
  return changeSets
    .values()
    .filter((changeSet) => isSpent(changeSet) && changeSet.executionStatus !== "EXECUTE_IN_PROGRESS")
    .sort((one, other) => other.createdAt - one.createdAt)
    .filter(({ stackId }) => {
      const newer = seen.get(stackId) ?? 0;
      seen.set(stackId, newer + 1);
      return newer >= mostSpent;
    });
}

function usedTemplates({ stacks, changeSets }: Swept): ReadonlySet<string> {
  const ofStacks = stacks
    .values()
    .flatMap(({ shown, stable, operation }) => [shown, stable, operation?.target].map((used) => used?.template ?? ""));
  return new Set([...ofStacks, ...changeSets.values().map(({ deployment }) => deployment.template)]);
}
