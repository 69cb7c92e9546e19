import type { CodecName } from "../model/archive/manifest.ts";
import type { WorldTable } from "../model/names.ts";

/** The share of one table in one restore. */
export interface BulkShare {
  readonly restoreId: string;
  readonly table: WorldTable;
}

/** A packed file of rows, one `{"Item":{...}}` a line. */
export interface StagedFile {
  readonly codec: CodecName;
  readonly body: Uint8Array;
  readonly storedSha256: string;
}

export interface BulkWish extends BulkShare {
  /** The same token with the same wish is the same load, for eight hours. */
  readonly token: string;
  readonly codec: CodecName;
  readonly maxWriteUnits: number | undefined;
}

export type BulkState = "loading" | "loaded" | "cancelling" | "cancelled" | "failed";

/** How far a load is, as DynamoDB tells it. */
export interface BulkStatus {
  readonly state: BulkState;
  /** Rows that were dealt with, and how many of them could not be put. */
  readonly rows: number;
  readonly failedRows: number;
  /** Bytes of the staged files; `ofBytes` is known a while after the beginning. */
  readonly bytes: number;
  readonly ofBytes: number | undefined;
  /** Why it has failed or was cancelled, in DynamoDB's words. */
  readonly reason: string | undefined;
}

/** DynamoDB's own loading of an existing table from files in the environment's bucket. Loads go on without gworld. */
export interface BulkLoad {
  /** Where a share is staged, `s3://bucket/prefix`, for people. */
  location(share: BulkShare): string;
  /** Throws where the endpoint has no bulk load. */
  offered(): Promise<void>;
  /** Puts a file in place of one of the same number. */
  stage(share: BulkShare, number: number, file: StagedFile): Promise<void>;
  /** Begins to load what is staged, and returns DynamoDB's name for it. */
  start(wish: BulkWish): Promise<string>;
  /** The load of a token that began at this moment or later (milliseconds); undefined where there is none. */
  find(token: string, since: number): Promise<string | undefined>;
  /** Undefined for one that DynamoDB has forgotten. */
  status(operation: string): Promise<BulkStatus | undefined>;
  /** Asks it to end, which takes a while; one that has ended is no error. */
  cancel(operation: string): Promise<void>;
  /** The first lines of DynamoDB's report of rows it could not put, each of them maybe cut. */
  report(share: BulkShare, lines: number): Promise<readonly string[]>;
  /** Removes what is staged and reported of a share, or of all of a restore. */
  clear(share: Pick<BulkShare, "restoreId"> & Partial<BulkShare>): Promise<void>;
}
