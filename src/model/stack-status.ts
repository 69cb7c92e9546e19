/** CloudFormation's words for a stack. */
export const stackStatuses = [
  "CREATE_IN_PROGRESS",
  "CREATE_FAILED",
  "CREATE_COMPLETE",
  "ROLLBACK_IN_PROGRESS",
  "ROLLBACK_FAILED",
  "ROLLBACK_COMPLETE",
  "DELETE_IN_PROGRESS",
  "DELETE_FAILED",
  "DELETE_COMPLETE",
  "UPDATE_IN_PROGRESS",
  "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
  "UPDATE_COMPLETE",
  "UPDATE_FAILED",
  "UPDATE_ROLLBACK_IN_PROGRESS",
  "UPDATE_ROLLBACK_FAILED",
  "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
  "UPDATE_ROLLBACK_COMPLETE",
  "REVIEW_IN_PROGRESS",
  "IMPORT_IN_PROGRESS",
  "IMPORT_COMPLETE",
  "IMPORT_ROLLBACK_IN_PROGRESS",
  "IMPORT_ROLLBACK_FAILED",
  "IMPORT_ROLLBACK_COMPLETE",
] as const;
export type StackStatus = (typeof stackStatuses)[number];

/**
 * How an operation on a stack stands. `usable`: it has succeeded and only old resources are still being deleted, which may
 * wait for stacks downstream to let go of them, so these must not wait for it.
 */
export type Phase = "going" | "usable" | "succeeded" | "failed" | "gone";

/** What deploying does with a stack it finds in this status; `recreate` deletes it first. */
export type DeployMove = "create" | "update" | "recreate" | "wait" | "refuse";
export type DestroyMove = "nothing" | "delete" | "wait";

export interface Standing {
  readonly phase: Phase;
  readonly deploy: DeployMove;
  readonly destroy: DestroyMove;
  /** True where the description's digest says what is really there. After a rollback it may not. */
  readonly trusted: boolean;
  /** True where CloudFormation compares it with what is there ("Detect drift on an entire CloudFormation stack"). */
  readonly drift: boolean;
  /** How it is brought back to what it was, where CloudFormation has stopped on the way: by finishing a rollback, or by beginning one. */
  readonly recovery?: "continue" | "begin";
  /** What a plan says about it. */
  readonly because?: string;
  /** For `refuse`: the way out. `<stack>` stands for the stack's name, `<env>` for the environment's. */
  readonly wayOut?: string;
}

const going = { phase: "going", deploy: "wait", destroy: "wait", trusted: false, drift: false } as const;
const good = { phase: "succeeded", deploy: "update", destroy: "delete", trusted: true, drift: true } as const;
const rolledBack = { phase: "failed", deploy: "update", destroy: "delete", trusted: false, drift: true } as const;
const neverFinished = { phase: "failed", deploy: "recreate", destroy: "delete", trusted: false, drift: false } as const;
const stuck = { phase: "failed", deploy: "refuse", destroy: "delete", trusted: false, drift: false } as const;

const standings: Readonly<Record<StackStatus, Standing>> = {
  // Nothing was created yet: a change set waits to be executed. CreateStack finds the name taken.
  REVIEW_IN_PROGRESS: {
    phase: "going",
    deploy: "recreate",
    destroy: "delete",
    trusted: false,
    drift: false,
    because: "it is empty: a change set that would create it was never executed",
  },
  // CloudFormation deletes a stack while it is being created, but not while it is being updated.
  CREATE_IN_PROGRESS: { ...going, destroy: "delete" },
  CREATE_COMPLETE: good,
  CREATE_FAILED: { ...neverFinished, because: "its creation failed and was not rolled back" },
  ROLLBACK_IN_PROGRESS: { ...going, destroy: "delete" },
  ROLLBACK_COMPLETE: { ...neverFinished, because: "its creation failed and was rolled back" },
  ROLLBACK_FAILED: { ...neverFinished, because: "its creation failed, and so did the rollback" },
  DELETE_IN_PROGRESS: going,
  DELETE_COMPLETE: { phase: "gone", deploy: "create", destroy: "nothing", trusted: false, drift: false },
  DELETE_FAILED: {
    ...stuck,
    because: "its deletion was started and did not finish",
    wayOut: "Finish the deletion with: gworld destroy --env <env>; then deploy again",
  },
  UPDATE_IN_PROGRESS: going,
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: { ...going, phase: "usable" },
  UPDATE_COMPLETE: good,
  UPDATE_FAILED: {
    ...stuck,
    recovery: "begin",
    because: "its last update failed with rollback switched off",
    wayOut: "Roll it back and deploy: gworld deploy --env <env> --recover",
  },
  UPDATE_ROLLBACK_IN_PROGRESS: going,
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: going,
  UPDATE_ROLLBACK_COMPLETE: rolledBack,
  UPDATE_ROLLBACK_FAILED: {
    ...stuck,
    drift: true,
    recovery: "continue",
    because: "its last update failed, and so did the rollback",
    wayOut: "Finish the rollback and deploy: gworld deploy --env <env> --recover, which tells what it stumbled over",
  },
  IMPORT_IN_PROGRESS: going,
  IMPORT_COMPLETE: good,
  IMPORT_ROLLBACK_IN_PROGRESS: going,
  IMPORT_ROLLBACK_COMPLETE: rolledBack,
  IMPORT_ROLLBACK_FAILED: {
    ...stuck,
    because: "importing resources failed, and so did the rollback",
    wayOut: "Mend the resources it names (gworld resources --stack <stack>), then deploy again",
  },
};

/** What every verb does with a stack in this status. A status of the future is waited for when it is in progress, else refused. */
export function standing(status: string): Standing {
  if (isStackStatus(status)) return standings[status];
  if (status.endsWith("_IN_PROGRESS")) return going;
  return { ...stuck, because: `its status ${status} is unknown to this version`, wayOut: "Update gworld" };
}

const isStackStatus = (status: string): status is StackStatus => Object.hasOwn(standings, status);
