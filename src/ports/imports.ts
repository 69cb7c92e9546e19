import type { ChangeSet, StackInput } from "./stacks.ts";

/** An existing resource that a stack is to take over under a logical ID. */
export interface ImportedResource {
  readonly logicalId: string;
  readonly type: string;
  /** What CloudFormation finds it by, such as `{TableName: "x"}`. */
  readonly identifier: Readonly<Record<string, string>>;
}

/** CloudFormation's resource import in one Region. */
export interface Imports {
  /** By type, the properties that identify a resource of a template; types that cannot be imported are left out. */
  identifiers(template: StackInput["template"]): Promise<ReadonlyMap<string, readonly string[]>>;
  /**
   * Makes an import change set and waits until CloudFormation has worked it out. Where there is no such stack it makes one that
   * is REVIEW_IN_PROGRESS.
   */
  createChangeSet(input: StackInput, name: string, resources: readonly ImportedResource[]): Promise<ChangeSet>;
}
