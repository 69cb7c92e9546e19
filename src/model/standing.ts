import type { AuditHead } from "./audit.ts";
import { updateTo } from "./bootstrapped.ts";
import { GworldError } from "./error.ts";
import { given, numberAt, recordAt, textAt } from "./json.ts";

/**
 * Grows with every change of the rows that an older gworld would read or write wrongly. 1: revisions only, without this row.
 * 2: operations, the audit chain, documents.
 */
export const stateSchema = 2;

/** The one row that tells how an environment's state stands; every write of it is conditional on the one before. */
export interface StateStanding {
  /** Counts the writes. */
  readonly write: number;
  readonly schema: number;
  /** The oldest gworld that may write: the one whose schema it is. */
  readonly needs: string;
  /** The current revision; 0 before there is one. */
  readonly revision: number;
  /** The operation that is at work, or was when it was killed. */
  readonly operation?: number | undefined;
  readonly audit?: AuditHead | undefined;
}

export function standingFrom(row: unknown): StateStanding {
  const audit = recordAt(row, "audit");
  const seq = numberAt(audit, "seq");
  return {
    write: numberAt(row, "write") ?? 0,
    schema: numberAt(row, "schema") ?? stateSchema,
    needs: textAt(row, "needs") ?? "",
    revision: numberAt(row, "revision") ?? 0,
    ...given({
      operation: numberAt(row, "operation"),
      audit: seq === undefined ? undefined : { seq, hash: textAt(audit, "hash") ?? "" },
    }),
  };
}

/** Refuses to act on state that a newer gworld writes in a way of its own. */
export function refuseNewerState(environment: string, standing: StateStanding | undefined, version: string): void {
  if (standing === undefined || standing.schema <= stateSchema) return;
  const { schema, needs } = standing;
  throw new GworldError(
    "refused",
    `The state of ${environment} is kept by ${needs === "" ? "a newer gworld" : `gworld ${needs}`} (schema ${schema}); this is ${version} (schema ${stateSchema}).`,
    {
      hint: `${updateTo(needs)}. Verbs that only ask work as they are: gworld status --env ${environment}`,
    },
  );
}
