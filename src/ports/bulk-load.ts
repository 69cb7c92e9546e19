import type { WorldTable } from "../model/names.ts";

export type BulkLoadStatus =
  "IN_PROGRESS" | "COMPLETED" | "COMPLETED_WITH_ERRORS" | "CANCELLING" | "CANCELLED" | "FAILED";

export interface BulkLoadState {
  readonly arn: string;
  readonly status: BulkLoadStatus;
  readonly processedItems: number;
  readonly failedItems: number;
  readonly processedBytes: number;
  readonly totalBytes: number | undefined;
  readonly failure?: string | undefined;
}

/** DynamoDB's own load from S3 into an existing table (StartBulkPutItems). */
export interface BulkLoad {
  /** Loads all staged files under `prefix`; the same token within 8 hours is the same load. */
  start(load: {
    readonly table: WorldTable;
    readonly bucket: string;
    readonly prefix: string;
    readonly outputPrefix: string;
    readonly token: string;
    readonly maxWriteUnits?: number | undefined;
  }): Promise<BulkLoadState>;
  describe(arn: string): Promise<BulkLoadState>;
  cancel(arn: string): Promise<void>;
}
