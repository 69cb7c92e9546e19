import type { PropertyDrift } from "../model/drift.ts";

/** One comparison of a stack with what is there, as far as it is. */
export interface Detection {
  readonly state: "going" | "complete" | "failed";
  /** What could not be compared, in CloudFormation's words. */
  readonly reason?: string | undefined;
}

/** A resource that was compared. */
export interface ResourceDrift {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  /** CloudFormation's word: IN_SYNC, MODIFIED, DELETED, NOT_CHECKED, UNKNOWN, UNSUPPORTED. */
  readonly status: string;
  readonly differences: readonly PropertyDrift[];
}

/** CloudFormation's drift detection in one Region. */
export interface Drifts {
  /** Begins to compare; returns the ID to ask by. */
  detect(stackId: string): Promise<string>;
  detection(id: string): Promise<Detection>;
  /** What the last comparison found. Resources of types that CloudFormation does not compare are not among them. */
  found(stackId: string): Promise<readonly ResourceDrift[]>;
}
