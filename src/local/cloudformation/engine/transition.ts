import type { ResourceRecord } from "../model/resource.ts";
import type { Operation, StackRecord } from "../model/stack.ts";
import { phaseKey } from "./decide.ts";

/** Where a stack goes when a phase is over. */
export interface Transition {
  readonly status: string;
  readonly reason?: string;
  /** The operation is over and its result is the new stable state. */
  readonly stable?: boolean;
}

/** Why a stack is in progress when somebody asked for it. */
export const byUser = "User Initiated";

/** After all resources reached their target. */
export const forwardDone = (stack: StackRecord): Transition =>
  stack.status === "UPDATE_IN_PROGRESS"
    ? { status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" }
    : { status: stack.status.replace("_IN_PROGRESS", "_COMPLETE"), stable: true };

/** After a failure on the way to the target; the stack may have no stable state to go back to. */
export function forwardFailed(stack: StackRecord, operation: Operation, reason: string): Transition {
  if (operation.kind === "import") return { status: "IMPORT_ROLLBACK_IN_PROGRESS", reason };
  const creating = stack.stable === undefined;
  switch (operation.onFailure) {
    case "DO_NOTHING":
      return { status: creating && stack.status === "CREATE_IN_PROGRESS" ? "CREATE_FAILED" : "UPDATE_FAILED", reason };
    case "DELETE":
      return {
        status: "DELETE_IN_PROGRESS",
        reason: reason === byUser ? reason : `${reason}Delete requested by user.`,
      };
    default:
      return creating
        ? { status: "ROLLBACK_IN_PROGRESS", reason: `${reason}Rollback requested by user.` }
        : { status: "UPDATE_ROLLBACK_IN_PROGRESS", reason };
  }
}

/** After everything is back: what was made meanwhile is still to be deleted. */
export const revertDone: Transition = { status: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" };
/** Only ContinueUpdateRollback or a deletion leads on from here. */
export const revertFailed = (reason: string): Transition => ({ status: "UPDATE_ROLLBACK_FAILED", reason });

/** A cleanup always succeeds: what it cannot delete it lets go. */
export const cleanupDone = (stack: StackRecord): Transition => ({
  status: stack.status.replace("_CLEANUP_IN_PROGRESS", ""),
  stable: true,
});

/** A creation or an import that was taken back leaves the stack, a deletion leaves its ID. */
export const deletionDone = (stack: StackRecord): Transition => ({
  status: stack.status.replace("_IN_PROGRESS", "_COMPLETE"),
  stable: stack.status === "IMPORT_ROLLBACK_IN_PROGRESS",
});

/** The stack stays with what could not be deleted or let go. */
export const deletionFailed = (stack: StackRecord, reason: string): Transition => ({
  status: stack.status.replace("_IN_PROGRESS", "_FAILED"),
  reason,
});

const failedTo = {
  CREATE_FAILED: "create",
  UPDATE_FAILED: "update",
  DELETE_FAILED: "delete",
  IMPORT_FAILED: "import",
  IMPORT_ROLLBACK_FAILED: "roll back",
};

/** `The following resource(s) failed to create: [A, B]. `, one sentence an action, each with its trailing space. */
export function failureReason(stack: StackRecord, records: readonly ResourceRecord[]): string {
  const failed = records.filter((record) => record.failed === phaseKey(stack));
  return Object.entries(failedTo)
    .map(([status, action]) => {
      const names = failed.filter((record) => record.status === status);
      if (names.length === 0) return "";
      return `The following resource(s) failed to ${action}: [${names.map(({ logicalId }) => logicalId).join(", ")}]. `;
    })
    .join("");
}
