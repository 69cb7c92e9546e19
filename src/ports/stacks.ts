import type { SeenChangeSet } from "../model/findings.ts";
import type { ResourceChange } from "../model/plan.ts";
import type { AskedOperation, StackEvent } from "../model/stack-events.ts";

export type { ResourceChange } from "../model/plan.ts";
export type { StackEvent } from "../model/stack-events.ts";

/** A stack as CloudFormation describes it; statuses are CloudFormation's words. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly statusReason?: string | undefined;
  readonly description?: string | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly terminationProtection: boolean;
  readonly updatedAt?: number | undefined;
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
}

/** What CloudFormation is told to make of a stack. Template text, or the URL of an uploaded one above the inline limit. */
export interface StackInput {
  readonly name: string;
  readonly template: { readonly body: string } | { readonly url: string };
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly terminationProtection: boolean;
  /** Denies updates of what holds data. Set with a creation; an existing stack takes it by `setStackPolicy`. */
  readonly stackPolicy?: string | undefined;
  /**
   * Makes a new stack by a change set that takes over what is there already by the names that its template gives; what is taken
   * over must be retained by it.
   */
  readonly adopts?: boolean | undefined;
  /** A creation that fails stays as it is. */
  readonly noRollback?: boolean | undefined;
  /** Makes a repeated request after a lost answer the same operation. */
  readonly token: string;
}

export interface ChangeSet {
  readonly id: string;
  readonly stackId: string;
  readonly changes: readonly ResourceChange[];
  /** False when CloudFormation found nothing to do. Outputs-only change sets have no changes and are still executable. */
  readonly executable: boolean;
}

export interface ToExecute extends Pick<ChangeSet, "id"> {
  /** An update that fails stays as it is. CloudFormation replaces nothing then. */
  readonly noRollback?: boolean | undefined;
}

/** CloudFormation in one Region. */
export interface Stacks {
  /** By name or ID; undefined when it does not exist. By ID a deleted stack is still described. */
  describe(nameOrId: string): Promise<Stack | undefined>;
  template(nameOrId: string): Promise<string>;
  resources(nameOrId: string): Promise<readonly StackResource[]>;
  /** The name of the stack that has this resource now; undefined where none of this Region has. */
  holder(type: string, physicalId: string): Promise<string | undefined>;
  /** Events after the given event ID, oldest first; without one, those of the operation that goes on or ended last. */
  eventsSince(stackId: string, lastEventId: string | undefined): Promise<readonly StackEvent[]>;
  /**
   * The ID of the newest event, after which those of the next operation come. Undefined where events may not be read: what
   * happens is not shown then, and the status alone tells how it ends.
   */
  newestEvent(stackId: string): Promise<string | undefined>;
  /** The status that what was asked for with this token came to, as events tell; empty where none does, or there is no stack. */
  statusAfter(nameOrId: string, asked: AskedOperation): Promise<string>;
  /** Starts creating; returns the stack ID. Any stack of this name is in the way, an empty one in REVIEW_IN_PROGRESS too. */
  create(input: StackInput): Promise<string>;
  /** Creates a change set, waits until CloudFormation has worked it out, and returns it with all its changes. */
  createChangeSet(input: StackInput, changeSetName: string): Promise<ChangeSet>;
  /** Throws `Overtaken` when the stack has changed since the change set was made. */
  execute(changeSet: ToExecute, token: string): Promise<void>;
  /** Removing one that is not there (any more) is no error. */
  deleteChangeSet(changeSet: Pick<ChangeSet, "id">): Promise<void>;
  /** Those of a stack that were not executed; none for a stack that is not there. */
  changeSets(nameOrId: string): Promise<readonly SeenChangeSet[]>;
  /** Starts taking an update back. Throws where none goes on, or only old resources are still being deleted. */
  cancelUpdate(stackId: string, token: string): Promise<void>;
  /** Starts deleting. A stack that is not there is no error. */
  delete(stackId: string, token: string): Promise<void>;
  /** Goes on with a rollback that has stopped, past the resources to skip: these stay as they are, and the template no longer tells how. */
  continueRollback(stackId: string, skip: readonly string[], token: string): Promise<void>;
  /** Begins rolling back an update that failed with rollback switched off. */
  rollback(stackId: string, token: string): Promise<void>;
  setTerminationProtection(name: string, on: boolean): Promise<void>;
  /** Undefined where the stack has none. */
  stackPolicy(name: string): Promise<string | undefined>;
  setStackPolicy(name: string, policy: string): Promise<void>;
}
