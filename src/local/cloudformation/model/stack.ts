import { isObject, type Json } from "../../json.ts";
import type { ParameterValues } from "../template/parameters.ts";
import type { StackEvent } from "./event.ts";
import type { ToldOperation } from "./operation-id.ts";

/** What a stack is made of at one time: a template and everything that gives it meaning. */
export interface Deployment {
  /** Key of the template's text. */
  readonly template: string;
  readonly parameters: ParameterValues;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
}

/** An evaluated output; with a name it is an export of the Region. */
export interface Output {
  readonly key: string;
  readonly value: string;
  readonly description?: string | undefined;
  readonly exportName?: string | undefined;
}

/** The work a stack is doing, or stopped in the middle of; outlives the process. */
export interface Operation {
  readonly id: string;
  readonly kind: "create" | "update" | "delete" | "rollback" | "import";
  readonly token?: string | undefined;
  /** What the stack shall become; of no use while rolling back. */
  readonly target: Deployment;
  /** What happens when a resource fails while creating; an update without rollback stops at UPDATE_FAILED. */
  readonly onFailure: "ROLLBACK" | "DELETE" | "DO_NOTHING";
  /** Logical IDs that a delete leaves in place, or a continued rollback leaves as they are. */
  readonly retain: readonly string[];
  /** FORCE_DELETE_STACK: what cannot be deleted is let go. */
  readonly force: boolean;
  /** Why the way to the target was left, when no resource failed. */
  readonly cancelled?: string | undefined;
  /** When a creation with a timeout gives up, in milliseconds of the clock. */
  readonly deadline?: number | undefined;
  /** Until when rollback triggers are watched although all resources are there. */
  readonly monitoredUntil?: number | undefined;
  /** What the operation makes is deleted when it is rolled back, whatever its deletion policy. */
  readonly retainExceptOnCreate?: boolean | undefined;
  /** True of what ContinueUpdateRollback began. */
  readonly continues?: boolean | undefined;
  /** Physical IDs, by logical ID, of existing resources that the operation takes over instead of making them. */
  readonly imports?: Readonly<Record<string, string>> | undefined;
  /** A stack policy that counts for this operation alone. */
  readonly policy?: string | undefined;
  /** The change set whose execution this is. */
  readonly changeSetId?: string | undefined;
}

/** Everything of a stack but its resources and its history. */
export interface StackRecord {
  readonly stackId: string;
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly createdAt: number;
  readonly updatedAt?: number | undefined;
  readonly deletedAt?: number | undefined;
  readonly description?: string | undefined;
  /** The deployment the Describe calls show: the running operation's, or the last one that held. */
  readonly shown?: Deployment | undefined;
  /** The last deployment that held completely. */
  readonly stable?: Deployment | undefined;
  /** Those of the last update that reached its target. */
  readonly outputs: readonly Output[];
  /** Names of exports this stack reads. */
  readonly imports: readonly string[];
  readonly operation?: Operation | undefined;
  readonly changeSetId?: string | undefined;
  readonly disableRollback: boolean;
  readonly terminationProtection: boolean;
  readonly roleArn?: string | undefined;
  readonly timeoutInMinutes?: number | undefined;
  readonly rollbackConfiguration?: Json;
  /** Of a nested stack, the stack whose resource it is, and the one that is nobody's. */
  readonly parentId?: string | undefined;
  readonly rootId?: string | undefined;
  /** The last operations, the newest first. */
  readonly lastOperations?: readonly ToldOperation[] | undefined;
  /** The stack policy, as the text that was set. */
  readonly policy?: string | undefined;
  /** Which operation each client request token began. */
  readonly tokens: Readonly<Record<string, string>>;
  /** What the last write told of it: the history has it too, unless the process ended in between. */
  readonly told?: readonly StackEvent[] | undefined;
}

/** Guards what the journal holds. */
export const isStackRecord = (value: unknown): value is StackRecord =>
  isObject(value) && typeof value["stackId"] === "string" && typeof value["status"] === "string";

/** A deleted stack is still described by its ID. */
export const isDeleted = ({ status }: StackRecord) => status === "DELETE_COMPLETE";

/** States in which a new update may begin. */
export const isUpdatable = ({ status }: StackRecord) =>
  /^(?:CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(status);

/** A stack in review waits for a person and is not busy. */
export const isBusy = ({ status }: StackRecord) => status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS";
