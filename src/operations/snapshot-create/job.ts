import type { SnapshotEntry } from "../../model/catalogue.ts";
import type { Parent } from "../../model/snapshot/reuse.ts";
import type { Archive } from "../../ports/archive.ts";
import type { Connection } from "../../ports/connection.ts";
import type { Rows } from "../../ports/rows.ts";
import type { WorldData } from "../../ports/world-data.ts";
import type { Sure } from "../lease.ts";
import type { Slots } from "./slots.ts";

export type SnapshotPorts = Pick<Connection, "config" | "clock" | "identity"> & { readonly data: WorldData };

/** What happens while a snapshot is taken; `at` in milliseconds since the epoch. */
export type SnapshotEvent =
  | { readonly kind: "waiting"; readonly at: number; readonly text: string }
  | { readonly kind: "resuming"; readonly at: number; readonly snapshotId: string; readonly text: string }
  | { readonly kind: "fenced"; readonly at: number; readonly attempt: number }
  // The pause is undefined while it goes on, and where it says nothing.
  | { readonly kind: "cut"; readonly at: number; readonly tick: number; readonly pauseMs: number | undefined }
  | ReadEvent
  | { readonly kind: "throttled"; readonly at: number; readonly action: string }
  | { readonly kind: "warning"; readonly at: number; readonly text: string }
  | { readonly kind: "sealing"; readonly at: number; readonly chunks: number };

/** How far reading has come: rows and plain bytes that were read, and how many there are to be read as far as is known. */
export interface ReadEvent {
  readonly kind: "read";
  readonly at: number;
  readonly rows: number;
  readonly bytes: number;
  readonly ofRows: number | null;
}

/** One snapshot being taken: what every step of it needs. */
export interface Job {
  readonly ports: SnapshotPorts;
  readonly archive: Archive;
  readonly rows: Rows;
  readonly slots: Slots;
  readonly entry: SnapshotEntry;
  readonly signal: AbortSignal;
  /** Of the lease on the world's archive. */
  readonly sure: Sure;
  readonly report: (event: SnapshotEvent) => void;
  /** Counts rows that were read. */
  readonly read: (rows: number, bytes: number) => void;
}

/** A job whose moment is settled, with all that is known of it. */
export interface CutJob extends Job {
  /** `g` of the rows. */
  readonly generation: string;
  readonly parent: Parent | undefined;
  /** True when an earlier run may have stored chunks of this snapshot. */
  readonly resumed: boolean;
}
