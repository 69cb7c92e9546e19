import { isObject, type JsonObject } from "../../json.ts";

export const bulkStatuses = [
  "IN_PROGRESS",
  "COMPLETED",
  "COMPLETED_WITH_ERRORS",
  "CANCELLING",
  "CANCELLED",
  "FAILED",
] as const;
export type BulkStatus = (typeof bulkStatuses)[number];

/** How far a bulk load is. */
export interface BulkProgress {
  readonly items: number;
  readonly failed: number;
  /** Bytes of the objects as they are stored. */
  readonly bytes: number;
  /** Null until the objects are listed. */
  readonly total: number | null;
}

/** A bulk load as it was asked for and as it ended; how far one under way has come is in memory alone. */
export interface BulkRecord extends BulkProgress {
  readonly arn: string;
  readonly region: string;
  readonly table: string;
  readonly tableId: string;
  readonly token: string;
  /** Of the request, to tell one that is repeated from another. */
  readonly digest: string;
  /** The request's InputS3Configuration and OutputS3Configuration. */
  readonly from: JsonObject;
  readonly to: JsonObject;
  readonly maxUnits: number | null;
  readonly tier: string;
  readonly status: BulkStatus;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
}

export const isBulkRecord = (value: unknown): value is BulkRecord =>
  isObject(value) &&
  ["arn", "region", "table", "token", "digest", "tier"].every((key) => typeof value[key] === "string") &&
  bulkStatuses.some((status) => status === value["status"]) &&
  typeof value["startedAt"] === "number" &&
  isObject(value["from"]) &&
  isObject(value["to"]);

export const isRunning = ({ status }: BulkRecord) => status === "IN_PROGRESS" || status === "CANCELLING";
