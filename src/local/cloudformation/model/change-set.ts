import { isObject, type Json } from "../../json.ts";
import type { ActualStates } from "../drift/actual.ts";
import type { Validation } from "../changes/early-validation.ts";
import type { Deployment } from "./stack.ts";

/** A proposal of CloudFormation, and the request it was worked out from. */
export interface ChangeSetRecord {
  readonly changeSetId: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly type: "CREATE" | "UPDATE" | "IMPORT";
  readonly description?: string | undefined;
  readonly createdAt: number;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly executionStatus: string;
  /** What executing it would deploy. */
  readonly deployment: Deployment;
  /** Each change with its property values; without them what a plain DescribeChangeSet shows. */
  readonly changes: readonly { readonly plain: Json; readonly valued: Json }[];
  readonly onFailure: "ROLLBACK" | "DELETE" | "DO_NOTHING";
  /** Whether that was asked for, which leaves the execution no choice. */
  readonly onFailureGiven?: boolean | undefined;
  readonly roleArn?: string | undefined;
  readonly rollbackConfiguration?: Json;
  readonly importExistingResources: boolean;
  /** Physical IDs, by logical ID, of what executing it takes over. */
  readonly imports?: Readonly<Record<string, string>> | undefined;
  /** Whether it compares with what resources are like now, and what it found then. */
  readonly revertsDrift?: boolean | undefined;
  readonly actual?: ActualStates | undefined;
  readonly token?: string | undefined;
  /** Whether early validation is wanted; undefined of records older than it. */
  readonly validates?: boolean | undefined;
  /** What early validation found. */
  readonly validations?: readonly Validation[] | undefined;
}

/** An executed change set keeps its ID and gives its name free. */
export const isSpent = ({ executionStatus }: ChangeSetRecord) => executionStatus.startsWith("EXECUTE_");

/** Guards what the journal holds. */
export const isChangeSetRecord = (value: unknown): value is ChangeSetRecord =>
  isObject(value) && typeof value["changeSetId"] === "string" && typeof value["executionStatus"] === "string";
