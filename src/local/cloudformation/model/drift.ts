import { isObject, type JsonObject } from "../../json.ts";

/** A place where a resource is not as its template says; undefined on the side where there is nothing. */
export interface DriftDifference {
  readonly path: string;
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
  readonly kind: "ADD" | "REMOVE" | "NOT_EQUAL";
}

/** How a resource was found when it was last compared with its template. */
export interface ResourceDrift {
  readonly stackId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: "IN_SYNC" | "MODIFIED" | "DELETED";
  readonly expected: JsonObject;
  readonly actual?: JsonObject | undefined;
  readonly differences: readonly DriftDifference[];
  readonly at: number;
}

/** One look at all resources of a stack. */
export interface DriftDetection {
  readonly id: string;
  readonly stackId: string;
  readonly startedAt: number;
  /** Logical IDs to look at; all when empty. */
  readonly only: readonly string[];
  readonly status: "DETECTION_IN_PROGRESS" | "DETECTION_COMPLETE" | "DETECTION_FAILED";
  readonly reason?: string | undefined;
  /** How many resources were not as their template says. */
  readonly drifted: number;
}

/** Guards what the journal holds. */
export const isResourceDrift = (value: unknown): value is ResourceDrift =>
  isObject(value) && typeof value["stackId"] === "string" && Array.isArray(value["differences"]);

/** Guards what the journal holds. */
export const isDriftDetection = (value: unknown): value is DriftDetection =>
  isObject(value) && typeof value["id"] === "string" && typeof value["startedAt"] === "number";
