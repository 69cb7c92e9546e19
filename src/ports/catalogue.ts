import type { Checkpoint, Flip, RestoreEntry, RestoreState, SnapshotEntry, SnapshotState } from "../model/catalogue.ts";

/** Who works on something: a process that can be asked whether it lives, where it is one of this machine. */
export interface Holder {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Of the space in which `pid` is a process; undefined where nobody has noted it: then nothing is known of that process. */
  readonly mark?: string | undefined;
}

/** A lease on one world's archive, or on one restore; dead holders lose it by time. */
export interface Lease {
  readonly holder: Holder;
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** What the holder is doing, in words: `snapshot create`. */
  readonly doing: string;
  /** When the holder began, in milliseconds since the epoch. */
  readonly since?: number | undefined;
}

/** unreadable: the snapshot is not COMPLETE (any more); claimed: somebody else restores into the world or changes it. */
export type ClaimRefusal = "exists" | "absent" | "claimed" | "unreadable";

/** fenced: somebody reads the world all the time; moved: it stands not as it must any more; lost: the claim is not there any more. */
export type FlipOutcome = "flipped" | "fenced" | "moved" | "lost";

/** unchanged: it is so already; gone: the generation is not kept any more; busy: the world is claimed, or neither active nor paused. */
export type UndoOutcome = "swapped" | "unchanged" | "fenced" | "gone" | "busy";

export interface SwapOptions {
  readonly now: number;
  readonly retireUntil: number;
  readonly signal?: AbortSignal | undefined;
}

/** The Snapshots table of one environment: snapshots, checkpoints, restores and leases. Conditions guard every change. */
export interface Catalogue {
  /**
   * Takes the lease on a world's archive (`archive`) or on restoring into it (`restore`). Returns undefined when it is ours now,
   * else the lease that stands. It stands while `until` is ahead of `now`, unless it is `dead`'s.
   */
  take(
    worldId: string,
    what: "archive" | "restore",
    lease: Lease,
    options: { now: number; dead?: Holder | undefined },
  ): Promise<Lease | undefined>;
  /** False when the lease is not ours any more: stop at once. */
  renew(worldId: string, what: "archive" | "restore", lease: Lease): Promise<boolean>;
  drop(worldId: string, what: "archive" | "restore", holderId: string): Promise<void>;
  lease(worldId: string, what: "archive" | "restore"): Promise<Lease | undefined>;

  /** Newest first; of one world, or of all. */
  snapshots(worldId?: string): Promise<readonly SnapshotEntry[]>;
  snapshot(snapshotId: string): Promise<SnapshotEntry | undefined>;
  /** False when there is one of this ID. */
  addSnapshot(entry: SnapshotEntry): Promise<boolean>;
  /** Sets fields of an entry that is in state `from`; false when it is not, and when one that is held would be DELETING. */
  changeSnapshot(
    of: Pick<SnapshotEntry, "worldId" | "snapshotId">,
    from: SnapshotState,
    fields: Partial<Omit<SnapshotEntry, "worldId" | "snapshotId">>,
  ): Promise<boolean>;
  /** Removes the entry and its checkpoints. */
  removeSnapshot(of: Pick<SnapshotEntry, "worldId" | "snapshotId">): Promise<void>;
  checkpoints(of: Pick<SnapshotEntry, "worldId" | "snapshotId">): Promise<readonly Checkpoint[]>;
  addCheckpoint(of: Pick<SnapshotEntry, "worldId" | "snapshotId">, checkpoint: Checkpoint): Promise<void>;
  /** They end by themselves after some days; a finished snapshot removes them at once. */
  removeCheckpoints(of: Pick<SnapshotEntry, "worldId" | "snapshotId">): Promise<void>;
  /** Those of snapshots that are not CREATING: a run that was cut off at its very end leaves them. */
  removeLeftCheckpoints(worldId: string): Promise<void>;

  /** Newest first; of one world, or of all. */
  restores(worldId?: string): Promise<readonly RestoreEntry[]>;
  restore(restoreId: string): Promise<RestoreEntry | undefined>;
  /**
   * In one transaction: the entry LOADING, and the world claimed for it: for `new` its row is made (status restoring), for
   * `replace` the existing row carries `restoring`. A snapshot of the environment's own must be COMPLETE, and says from now
   * on who reads it. Returns undefined when that is so now, else why not.
   */
  claim(entry: RestoreEntry, now: number): Promise<ClaimRefusal | undefined>;
  /** Restores under way that read a snapshot. No claim is missing, however short ago it was. */
  readers(of: Pick<SnapshotEntry, "worldId" | "snapshotId">): Promise<readonly RestoreEntry[]>;
  /** Notes chunks as loaded. */
  addLoaded(of: Pick<RestoreEntry, "worldId" | "restoreId">, sha256s: readonly string[]): Promise<void>;
  /** Of a restore that is at its end: what is loaded, and that it reads its snapshot. Nobody minds where they stay. */
  forgetNotes(of: Pick<RestoreEntry, "worldId" | "restoreId" | "sourceWorldId" | "snapshotId">): Promise<void>;
  /**
   * Waits for a fence to end until `signal` does, which throws: the swap has not been made then.
   * In one transaction: the world shows the new generation, its epoch goes up, the old generation is retired until
   * `retireUntil`, and the entry is COMPLETE with these fields. A world that was active stays so, any other is paused.
   */
  flip(flip: Flip, fields: Partial<RestoreEntry>, options: SwapOptions): Promise<FlipOutcome>;
  /**
   * In one transaction: the retired generation is the world again, the one it gives way to is retired in turn, and the entry
   * changes from COMPLETE to UNDONE, or back. It waits for fences as `flip` does.
   */
  undo(
    of: Pick<RestoreEntry, "worldId" | "restoreId">,
    from: "COMPLETE" | "UNDONE",
    options: SwapOptions,
  ): Promise<UndoOutcome>;
  /**
   * In one transaction: the claim is dropped (a world that was only being made goes), the entry ABORTED. `lost` becomes the
   * entry of a claim that has none.
   */
  abort(of: Pick<RestoreEntry, "worldId" | "restoreId">, lost?: RestoreEntry): Promise<boolean>;
  changeRestore(
    of: Pick<RestoreEntry, "worldId" | "restoreId">,
    from: RestoreState,
    fields: Partial<RestoreEntry>,
  ): Promise<boolean>;
  /** Forgets retired generations whose rows are gone. */
  forgetRetired(worldId: string, gens: readonly number[]): Promise<void>;
}
