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

export interface StackEvent {
  readonly id: string;
  /** Server time in milliseconds. */
  readonly at: number;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
}

/** What CloudFormation is told to make of a stack. Template text, or the URL of an uploaded one above the inline limit. */
export interface StackInput {
  readonly name: string;
  readonly template: { readonly body: string } | { readonly url: string };
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly terminationProtection: boolean;
  /** Makes a repeated request after a lost answer the same operation. */
  readonly token: string;
}

export interface ResourceChange {
  /** Add, Modify, Remove, Import or Dynamic. */
  readonly action: string;
  readonly logicalId: string;
  readonly physicalId?: string | undefined;
  readonly type: string;
  readonly replacement: "True" | "False" | "Conditional";
  /** Property paths that change, such as `Properties.Cpu`. */
  readonly properties: readonly string[];
}

export interface ChangeSet {
  readonly id: string;
  readonly stackId: string;
  readonly changes: readonly ResourceChange[];
  /** False when CloudFormation found nothing to do. Outputs-only change sets have no changes and are still executable. */
  readonly executable: boolean;
}

/** CloudFormation in one Region. */
export interface Stacks {
  /** By name or ID; undefined when it does not exist. By ID a deleted stack is still described. */
  describe(nameOrId: string): Promise<Stack | undefined>;
  template(nameOrId: string): Promise<string>;
  resources(nameOrId: string): Promise<readonly StackResource[]>;
  /** Events of a stack after the given event ID (all when undefined), oldest first. */
  eventsSince(stackId: string, lastEventId: string | undefined): Promise<readonly StackEvent[]>;
  /** Starts creating; returns the stack ID. */
  create(input: StackInput): Promise<string>;
  /** Creates a change set, waits until CloudFormation has worked it out, and returns it with all its changes. */
  createChangeSet(input: StackInput, changeSetName: string): Promise<ChangeSet>;
  execute(changeSet: Pick<ChangeSet, "id">, token: string): Promise<void>;
  deleteChangeSet(changeSet: Pick<ChangeSet, "id">): Promise<void>;
  delete(stackId: string, token: string): Promise<void>;
  setTerminationProtection(name: string, on: boolean): Promise<void>;
  setStackPolicy(name: string, policy: string): Promise<void>;
}
