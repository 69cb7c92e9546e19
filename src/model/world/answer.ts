import type { SnapshotEntry } from "../catalogue.ts";
import type { World, WorldStatus } from "./world.ts";

/** A world as programs are told of it. Moments are ISO. */
export interface WorldAnswer {
  readonly worldId: string;
  readonly name: string;
  readonly status: WorldStatus;
  readonly tick: number;
  /** Null where the world's engine keeps no commit record. */
  readonly seqCommitted: number | null;
  readonly epoch: number;
  readonly generation: number;
  readonly agents: number;
  readonly createdAt: string;
  /** When the row was last written: of a running world its last tick. */
  readonly updatedAt: string;
  /** Alive while its hold lasts. */
  readonly engine: { readonly id: string; readonly alive: boolean; readonly until: string } | null;
  /** Commits wait while it stands, which is until then at most. */
  readonly fence: { readonly id: string; readonly until: string } | null;
  readonly restoring: { readonly restoreId: string; readonly generation: number } | null;
  /** What `restore --undo` can bring back. */
  readonly retired: readonly { readonly generation: number; readonly restoreId: string; readonly until: string }[];
  readonly lastSnapshot: LastSnapshot | null;
}

export interface LastSnapshot {
  readonly snapshotId: string;
  readonly createdAt: string;
  readonly tick: number | null;
  readonly name: string | null;
}

/** `snapshots` are the world's own, newest first. */
export function worldAnswer(world: World, snapshots: readonly SnapshotEntry[], now: number): WorldAnswer {
  const { worldId, name, status, tick, epoch, createdAt, updatedAt, engine, fence, restoring, retired } = world;
  return {
    worldId,
    name,
    status,
    tick,
    seqCommitted: world.seqCommitted ?? null,
    epoch,
    generation: world.gen,
    agents: world.agentCount,
    createdAt,
    updatedAt,
    engine: engine === undefined ? null : { id: engine.id, alive: engine.until > now, until: iso(engine.until) },
    fence: fence === undefined || fence.until <= now ? null : { id: fence.id, until: iso(fence.until) },
    restoring: restoring === undefined ? null : { restoreId: restoring.id, generation: restoring.gen },
    retired: retired
      .filter(({ until }) => until > now)
      .map(({ gen, restoreId, until }) => ({ generation: gen, restoreId, until: iso(until) })),
    lastSnapshot: lastOf(snapshots),
  };
}

function lastOf(snapshots: readonly SnapshotEntry[]): LastSnapshot | null {
  const last = snapshots.find(({ state }) => state === "COMPLETE");
  if (last === undefined) return null;
  const { snapshotId, createdAt, cut, name } = last;
  return { snapshotId, createdAt, tick: cut?.tick ?? null, name: name ?? null };
}

/** A moment that a foreign engine wrote may be any number; the end of time is late enough. */
const iso = (milliseconds: number) =>
  new Date(Math.min(Math.max(0, Math.trunc(milliseconds) || 0), 8.64e15)).toISOString();
