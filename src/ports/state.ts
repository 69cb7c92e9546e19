import type { AuditRow } from "../model/audit.ts";
import type { LockProof } from "../model/lock.ts";
import type { Operation } from "../model/operation.ts";
import type { Revision } from "../model/revision.ts";
import type { StateStanding } from "../model/standing.ts";

/** What goes into the state of an environment together: all of it or nothing. */
export interface StateEntry {
  readonly environment: string;
  /** The standing that was read; undefined where there was none. The write fails where it has moved on. */
  readonly before: StateStanding | undefined;
  readonly standing: StateStanding;
  readonly audit: AuditRow;
  /** Written once. */
  readonly revision?: Revision | undefined;
  /** Written over. */
  readonly operation?: Operation | undefined;
}

/** The state backend of a target: who did what. Its locks are a port of their own. */
export interface State {
  latest(environment: string): Promise<Revision | undefined>;
  /** Newest first, so many at most. */
  revisions(environment: string, most: number): Promise<readonly Revision[]>;
  revision(environment: string, revision: number): Promise<Revision | undefined>;
  /** Undefined where an older gworld, or none, has written. */
  standing(environment: string): Promise<StateStanding | undefined>;
  operation(environment: string, id: number): Promise<Operation | undefined>;
  /** Newest first, so many at most. */
  operations(environment: string, most: number): Promise<readonly Operation[]>;
  /** The whole chain, oldest first. */
  audit(environment: string): Promise<readonly AuditRow[]>;
  /** Fails with `failed` when somebody else wrote in between, and with `locked` where the environment's lock is not as proven. */
  write(entry: StateEntry, proof?: LockProof): Promise<void>;
  /** Writes an operation over, whose audit rows stay: how far it is, or how what it left going on has ended. Fails with `locked` as above. */
  progress(operation: Operation, proof: LockProof): Promise<void>;
}
