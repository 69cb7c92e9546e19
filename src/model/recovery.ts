import { GworldError } from "./error.ts";
import { isCancelled, isStackEvent, type StackEvent } from "./stack-events.ts";

/** A resource that CloudFormation could not bring back to what it was. */
export interface Stumbled {
  readonly logicalId: string;
  readonly type: string;
  readonly reason?: string | undefined;
  /** It is left as it is: the template no longer tells how it is. */
  readonly skipped: boolean;
}

/** A stack that has stopped between two templates, and what brings it back to the last good one. */
export interface StackRecovery {
  readonly name: string;
  readonly region: string;
  readonly stackId: string;
  readonly status: string;
  readonly move: "continue" | "begin";
  readonly stumbled: readonly Stumbled[];
}

export interface RecoveryPlan {
  readonly environment: string;
  readonly stacks: readonly StackRecovery[];
}

/** Resources whose last word in the newest operation is a failed update: only those may be skipped. */
export function stumbledOver(events: readonly StackEvent[], skip: readonly string[]): readonly Stumbled[] {
  const last = new Map(events.filter((event) => !isStackEvent(event)).map((event) => [event.logicalId, event]));
  return [...last.values()]
    .filter((event) => event.status === "UPDATE_FAILED" && !isCancelled(event))
    .map(({ logicalId, type, reason }) => ({ logicalId, type, reason, skipped: skip.includes(logicalId) }));
}

/** Throws `usage` for a resource that no stack has stumbled over. */
export function checkSkipped(stacks: readonly StackRecovery[], skip: readonly string[]): void {
  const all = stacks.filter(({ move }) => move === "continue").flatMap(({ stumbled }) => stumbled);
  const unknown = skip.find((id) => !all.some(({ logicalId }) => logicalId === id));
  if (unknown === undefined) return;
  const names = all.map(({ logicalId }) => logicalId);
  throw new GworldError("usage", `No rollback has stumbled over ${unknown}.`, {
    hint:
      names.length === 0
        ? "Leave --skip out: nothing is there to skip."
        : `It may be one of: ${[...new Set(names)].join(", ")}. Or leave --skip out: CloudFormation tries them again.`,
  });
}
