import type { Item } from "../model/item.ts";
import type { WorldTable } from "../model/names.ts";
import type { Hold, World, WorldStatus } from "../model/world/world.ts";
import type { RowKey } from "./rows.ts";

/** One tick of a world: what it changes, all at once. */
export interface TickCommit {
  readonly worldId: string;
  /** Who commits; the commit fails when the world's epoch is another. */
  readonly epoch: number;
  readonly engine: Hold;
  /** The tick that is reached, and the seq of its last row. */
  readonly tick: number;
  readonly seqCommitted: number;
  /** At most 99 rows, with their tables: memories and events are new, agents and objects replace what was there. */
  readonly puts: readonly { readonly table: WorldTable; readonly item: Item }[];
}

export interface StrayRow extends RowKey {
  readonly table: WorldTable;
}

/** fenced: the world is being read, try again soon; lost: another engine or another generation has taken over; stopped: not active. */
export type CommitOutcome = "committed" | "fenced" | "lost" | "stopped";

/** moved: the world was committed to while the fence stood, by an engine that does not honour it; lost: the fence is not ours (any more). */
export type ReleaseOutcome = "released" | "moved" | "lost";

/** The Worlds table of one environment. All reads are strongly consistent. */
export interface Worlds {
  get(worldId: string): Promise<World | undefined>;
  list(): Promise<readonly World[]>;
  /** False when there is a world of this ID. */
  create(row: Item): Promise<boolean>;
  /** Moves a world from one of the statuses to another; undefined when it is in none of them. */
  setStatus(worldId: string, from: readonly WorldStatus[], to: WorldStatus): Promise<World | undefined>;
  /**
   * Makes an engine the world's only one: the epoch goes up. Undefined when the world is not active or a fence stands, and,
   * without `force`, while another engine's hold lasts.
   */
  takeOver(worldId: string, engine: Hold, options: { now: number; force: boolean }): Promise<World | undefined>;
  /** Prolongs the hold of an engine that does not commit for a while; false when it is not the world's engine any more. */
  stay(worldId: string, epoch: number, engine: Hold): Promise<boolean>;
  /** Removes rows that nobody committed, while the epoch is this one; false where it is another, whose rows they may be. */
  sweep(worldId: string, epoch: number, rows: readonly StrayRow[]): Promise<boolean>;
  /** The engine leaves; nothing happens if it is not the world's engine any more. */
  leave(worldId: string, engineId: string): Promise<void>;
  /** `now` decides whether a fence still stands. */
  commit(tick: TickCommit, now: number): Promise<CommitOutcome>;
  /** Holds off commits until the fence is released or ends; the world as it stands behind it. Undefined when another fence stands. */
  fence(worldId: string, fence: Hold, now: number): Promise<World | undefined>;
  /** Prolongs our own fence; false when it is lost. */
  prolong(worldId: string, fence: Hold): Promise<boolean>;
  release(worldId: string, fenceId: string, seen: Pick<World, "epoch" | "tick">): Promise<ReleaseOutcome>;
  /** Takes the row of a world that is being deleted, or that was never finished. */
  remove(worldId: string): Promise<void>;
}
