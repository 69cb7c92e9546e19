import type { Chunk, Consistency, Origin } from "./archive/manifest.ts";
import type { Item } from "./item.ts";
import type { ByPart } from "./restore/parts.ts";
import type { Standing } from "./restore/standing.ts";
import type { WorldPart } from "./world/keys.ts";

/** creating becomes complete or failed; deleting ends with the row gone. Interrupted is creating with nobody at work. */
export const snapshotStates = ["CREATING", "COMPLETE", "FAILED", "DELETING"] as const;
export type SnapshotState = (typeof snapshotStates)[number];

/** loading becomes complete or aborted; complete may become undone. */
export const restoreStates = ["LOADING", "COMPLETE", "ABORTED", "UNDONE"] as const;
export type RestoreState = (typeof restoreStates)[number];

/** The moment a snapshot is of, settled once; a run that goes on keeps it. */
export interface Cut {
  readonly tick: number;
  readonly seq: number;
  readonly epoch: number;
  readonly gen: number;
  readonly pauseMs: number;
  /** ISO. */
  readonly at: string;
}

/** A snapshot in the catalogue: `S#<ulid>` under its world. What is known only at the end is undefined before. */
export interface SnapshotEntry {
  readonly snapshotId: string;
  readonly worldId: string;
  readonly state: SnapshotState;
  /** ISO, the moment in the ULID. */
  readonly createdAt: string;
  readonly createdBy: string;
  readonly consistency: Consistency;
  readonly name?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly parent?: string | undefined;
  readonly held: boolean;
  readonly cut?: Cut | undefined;
  readonly items?: Readonly<Record<WorldPart, number>> | undefined;
  readonly bytes?: number | undefined;
  readonly storedBytes?: number | undefined;
  readonly newBytes?: number | undefined;
  readonly chunks?: number | undefined;
  readonly manifestSha256?: string | undefined;
  readonly contentHash?: string | undefined;
  readonly seconds?: number | undefined;
  /** Where one that was imported was taken. */
  readonly origin?: Origin | undefined;
  readonly warnings: readonly string[];
}

/** A checkpoint: one partition of a snapshot in the making that is in the archive whole. `S#<ulid>#P#<part>#<partition>`. */
export interface Checkpoint {
  readonly part: WorldPart;
  readonly partition: string;
  readonly chunks: readonly Chunk[];
  /** Bytes this snapshot had to store for it. */
  readonly newBytes: number;
}

/** How a restore changes a world: a new one, or a new generation of the same. */
export type RestoreMode = "new" | "replace";

/** A restore in the catalogue: `R#<ulid>` under the world that is written. */
export interface RestoreEntry {
  readonly restoreId: string;
  readonly worldId: string;
  readonly state: RestoreState;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly snapshotId: string;
  /** The world the snapshot is of. */
  readonly sourceWorldId: string;
  readonly mode: RestoreMode;
  readonly gen: number;
  /** SHA-256 of the chunks that are loaded. */
  readonly loaded: ReadonlySet<string>;
  /** What else was asked for, so that a run that goes on does the same: `only`, `ttl`, `from`, `engine` ... */
  readonly options: Readonly<Record<string, string>>;
  /** The world around the parts that are restored in place: what of it stays is copied, and it must not have moved on. */
  readonly standing?: Standing | undefined;
  readonly items?: Readonly<Record<WorldPart, number>> | undefined;
  /** Rows that were copied. */
  readonly kept?: ByPart<number> | undefined;
  readonly seconds?: number | undefined;
}

/** What a restore sets on the Worlds row when it flips. */
export interface Flip {
  readonly worldId: string;
  readonly restoreId: string;
  readonly gen: number;
  /** The data attributes, complete: others that are not places are removed. With `over` they go over those of the live row. */
  readonly row: Item;
  /** The live row stays around `row`; the world must still stand so. */
  readonly over?: Standing | undefined;
}
