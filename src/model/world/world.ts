import type { Item } from "../item.ts";

/** The version of the data model that this gworld writes, and the greatest it reads. */
export const schemaVersion = 1;

export const worldStatuses = ["creating", "active", "paused", "restoring", "archived", "deleting", "failed"] as const;
export type WorldStatus = (typeof worldStatuses)[number];

/** Something held until a moment (milliseconds since the epoch); after it the thing counts as free. */
export interface Hold {
  readonly id: string;
  readonly until: number;
}

/** A world's claim by a restore: the generation being loaded, which no reader sees before the flip. */
export interface Restoring {
  /** The restore. */
  readonly id: string;
  readonly gen: number;
  /** What its entry says too, for where the catalogue is lost; undefined where a gworld has claimed it that noted less. */
  readonly of?: { readonly snapshotId: string; readonly sourceWorldId: string; readonly engine: string } | undefined;
}

/** A generation that a restore has replaced and that `restore --undo` brings back until it is collected. */
export interface Retired {
  readonly gen: number;
  /** The restore that replaced it. */
  readonly restoreId: string;
  readonly until: number;
  /** The data attributes of the Worlds row as they were. */
  readonly row: Item;
}

export interface Embedding {
  readonly model: string;
  readonly dims: number;
  readonly encoding: "float32";
}

/** A row of the Worlds table. */
export interface World {
  readonly worldId: string;
  readonly name: string;
  readonly ownerId: string;
  readonly status: WorldStatus;
  /** The generation readers see; its rows carry `<worldId>@<gen>`. */
  readonly gen: number;
  /** The greatest generation ever given out: none is used twice. */
  readonly lastGen: number;
  /** Goes up when an engine takes over and when a restore flips; a commit with another epoch fails. */
  readonly epoch: number;
  readonly tick: number;
  /** Rows with a greater seq do not belong to the world (yet). Undefined for a world whose engine knows no protocol. */
  readonly seqCommitted: number | undefined;
  /** How many agents and objects the tick has changed, which carry it: whoever finds as many has seen all of it. Undefined where nobody has counted. */
  readonly changedRows: number | undefined;
  readonly fence: Hold | undefined;
  /** Who runs the world. */
  readonly engine: Hold | undefined;
  readonly restoring: Restoring | undefined;
  readonly retired: readonly Retired[];
  readonly schemaVersion: number;
  readonly embedding: Embedding | undefined;
  readonly agentCount: number;
  readonly eventShards: number;
  /** Calendar time of the world at tick 0 (ISO), and how much of it a tick is. */
  readonly startsAt: string;
  readonly secondsPerTick: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The row as it was read, with attributes gworld does not know. */
  readonly row: Item;
}

/**
 * Attributes of the Worlds row that say where and how a world lives. All others are the world's own data: they are in its
 * snapshots, and a restore sets exactly them.
 */
export const placeAttributes: ReadonlySet<string> = new Set([
  "worldId",
  "status",
  "status#shard",
  "gen",
  "lastGen",
  "epoch",
  "fence",
  "engine",
  "restoring",
  "retired",
  "createdAt",
  "updatedAt",
]);
