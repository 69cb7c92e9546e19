import type { StackEvent } from "@aws-sdk/client-cloudformation";

const stable = [
  "CREATE_COMPLETE",
  "UPDATE_COMPLETE",
  "UPDATE_ROLLBACK_COMPLETE",
  "IMPORT_COMPLETE",
  "IMPORT_ROLLBACK_COMPLETE",
];
const deletion = ["DELETE_IN_PROGRESS"];
const onwards = ["UPDATE_IN_PROGRESS", "IMPORT_IN_PROGRESS", ...deletion];

/** Where a stack may go from each status; `""` is before the first. "Stack status codes" and "Stack failure options" of the guide. */
const next: Readonly<Record<string, readonly string[]>> = {
  "": ["REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS"],
  REVIEW_IN_PROGRESS: ["CREATE_IN_PROGRESS", "IMPORT_IN_PROGRESS", ...deletion],
  CREATE_IN_PROGRESS: ["CREATE_COMPLETE", "CREATE_FAILED", "ROLLBACK_IN_PROGRESS", ...deletion],
  CREATE_FAILED: ["UPDATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", ...deletion],
  ROLLBACK_IN_PROGRESS: ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED"],
  ROLLBACK_COMPLETE: deletion,
  ROLLBACK_FAILED: deletion,
  ...Object.fromEntries(stable.map((status) => [status, onwards])),
  UPDATE_IN_PROGRESS: ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_FAILED"],
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: ["UPDATE_COMPLETE"],
  UPDATE_FAILED: ["UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", ...deletion],
  UPDATE_ROLLBACK_IN_PROGRESS: ["UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_FAILED"],
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: ["UPDATE_ROLLBACK_COMPLETE"],
  UPDATE_ROLLBACK_FAILED: ["UPDATE_ROLLBACK_IN_PROGRESS", ...deletion],
  IMPORT_IN_PROGRESS: ["IMPORT_COMPLETE", "IMPORT_ROLLBACK_IN_PROGRESS"],
  IMPORT_ROLLBACK_IN_PROGRESS: ["IMPORT_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_FAILED"],
  IMPORT_ROLLBACK_FAILED: deletion,
  DELETE_IN_PROGRESS: ["DELETE_COMPLETE", "DELETE_FAILED"],
  DELETE_FAILED: deletion,
  DELETE_COMPLETE: [],
};

/** The 23 statuses a stack can have, as the API's model lists them. */
export const statuses = Object.keys(next).filter((status) => status !== "");

/** Steps of a stack's history, oldest first, that AWS does not have, as `FROM -> TO`. */
export function illegalSteps(events: readonly StackEvent[]): readonly string[] {
  const told = events
    .filter(({ PhysicalResourceId, StackId }) => PhysicalResourceId === StackId)
    .map(({ ResourceStatus = "" }) => ResourceStatus);
  return told.flatMap((to, at) => {
    const from = told[at - 1] ?? "";
    return next[from]?.includes(to) === true ? [] : [`${from} -> ${to}`];
  });
}
