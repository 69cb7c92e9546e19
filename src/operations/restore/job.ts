import type { RestoreEntry } from "../../model/catalogue.ts";
import type { RestorePlan } from "../../model/restore/plan.ts";
import type { Archive } from "../../ports/archive.ts";
import type { Connection } from "../../ports/connection.ts";
import type { Rows } from "../../ports/rows.ts";
import type { CollectGeneration } from "../collect.ts";
import type { Sure, WithLease } from "../lease.ts";

export type RestorePorts = Pick<Connection, "config" | "clock" | "identity" | "data">;

/** What happens during a restore; `at` in milliseconds since the epoch. */
export type RestoreEvent =
  | { readonly kind: "note"; readonly at: number; readonly text: string }
  | { readonly kind: "throttled"; readonly at: number; readonly action: string }
  | {
      readonly kind: "loaded";
      readonly at: number;
      readonly rows: number;
      readonly bytes: number;
      readonly ofRows: number;
    }
  | { readonly kind: "copied"; readonly at: number; readonly rows: number; readonly ofRows: number }
  | StagedEvent
  | BulkEvent
  | { readonly kind: "flipped"; readonly at: number };

/** Rows that are staged for DynamoDB to load; plain bytes. */
interface StagedEvent {
  readonly kind: "staged";
  readonly at: number;
  readonly rows: number;
  readonly bytes: number;
  readonly ofRows: number;
}

/** How far DynamoDB is with staged rows; bytes are of the packed files, all of them null until DynamoDB has counted them. */
interface BulkEvent {
  readonly kind: "bulk";
  readonly at: number;
  readonly rows: number;
  readonly bytes: number;
  readonly ofRows: number;
  readonly ofBytes: number | null;
}

export interface RestoreOptions {
  readonly withLease: WithLease;
  readonly collect: CollectGeneration;
  readonly signal: AbortSignal;
  readonly report: (event: RestoreEvent) => void;
  readonly maxWriteUnits: number | undefined;
  /** What to type to go on. */
  readonly command: string;
}

export type LeasedOptions = RestoreOptions & { readonly sure: Sure };

/** One restore under way. */
export interface RestoreJob {
  readonly ports: RestorePorts;
  readonly plan: RestorePlan;
  readonly archive: Archive;
  readonly rows: Rows;
  readonly entry: RestoreEntry;
  readonly signal: AbortSignal;
  /** Of the lease on the world: asked before anything is written that nobody else's request guards. */
  readonly sure: Sure;
  readonly report: (event: RestoreEvent) => void;
}
