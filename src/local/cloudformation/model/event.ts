import { isObject, type JsonObject } from "../../json.ts";
import type { ToldOperation } from "./operation-id.ts";

/** One line of a stack's history. */
export interface StackEvent {
  readonly eventId: string;
  /** Position in the stack's history: several events may share a time. */
  readonly sequence: number;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly at: number;
  readonly properties?: JsonObject | undefined;
  readonly token?: string | undefined;
  readonly operation?: ToldOperation | undefined;
}

/** An event before its place in the history is known. */
export type NewEvent = Omit<StackEvent, "eventId" | "sequence" | "at">;

/** Guards what the journal holds. */
export const isStackEvent = (value: unknown): value is StackEvent =>
  isObject(value) && typeof value["eventId"] === "string" && typeof value["sequence"] === "number";
