import type { PlannedChange, StackPlan } from "../model/plan.ts";
import { openedFor } from "../model/stack-policy.ts";
import type { Connection } from "../ports/connection.ts";

/** What keeps a stack's data: its stack policy and its termination protection. */
export interface StackGuard {
  /**
   * Opens the stack policy for what of these changes was allowed by name; returns those logical IDs. CloudFormation cannot
   * lift a policy for one change set, so it stays open until `close`.
   */
  readonly open: (stack: StackPlan, changes: readonly PlannedChange[]) => Promise<readonly string[]>;
  /** Sets what was opened or differs. No call where nothing does. */
  readonly close: (stack: StackPlan, opened: readonly string[]) => Promise<void>;
}

export const stackGuard = ({ stacks }: Pick<Connection, "stacks">, allowReplace: readonly string[]): StackGuard => ({
  async open({ name, region, template: { stackPolicy } }, changes) {
    if (stackPolicy === undefined) return [];
    const opened = changes
      .filter(({ action, replacement }) => action === "Remove" || replacement !== "False")
      .flatMap(({ logicalId }) => (allowReplace.includes(logicalId) ? [logicalId] : []));
    if (opened.length > 0) await stacks(region).setStackPolicy(name, openedFor(stackPolicy, opened));
    return opened;
  },
  async close({ name, region, policy, protect, template: { stackPolicy } }, opened) {
    if (stackPolicy !== undefined && (policy || opened.length > 0))
      await stacks(region).setStackPolicy(name, stackPolicy);
    if (protect) await stacks(region).setTerminationProtection(name, true);
  },
});
