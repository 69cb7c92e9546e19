import { isSpent } from "../model/change-set.ts";
import type { Operation, StackRecord } from "../model/stack.ts";
import type { Machine } from "./machine.ts";

/** What a begun operation means for the change sets of its stack; said again after a crash, which changes nothing more. */
export function claimChangeSets({ records }: Pick<Machine, "records">, { stackId, operation }: StackRecord): void {
  const { changeSets } = records;
  if (!operation || operation.kind === "rollback") return;
  const executed = operation.changeSetId;
  for (const changeSet of changeSets.values()) {
    const { changeSetId, executionStatus } = changeSet;
    if (changeSet.stackId !== stackId) continue;
    if (changeSetId === executed) changeSets.put(changeSetId, { ...changeSet, executionStatus: "EXECUTE_IN_PROGRESS" });
    else if (isSpent(changeSet)) continue;
    else if (executed !== undefined || operation.kind === "delete") changeSets.delete(changeSetId);
    // A proposal for a stack that has meanwhile been changed otherwise can no longer be executed.
    else if (executionStatus === "AVAILABLE")
      changeSets.put(changeSetId, { ...changeSet, executionStatus: "OBSOLETE" });
  }
}

/** Tells the change set that an operation executes how that ended. */
export function endChangeSet({ records }: Machine, operation: Operation | undefined, status: string): void {
  const executed = operation?.changeSetId;
  const changeSet = executed === undefined ? undefined : records.changeSets.get(executed);
  if (!changeSet) return;
  const executionStatus = /^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status) ? "EXECUTE_COMPLETE" : "EXECUTE_FAILED";
  records.changeSets.put(changeSet.changeSetId, { ...changeSet, executionStatus });
}
