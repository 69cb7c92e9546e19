import { snapshotAnswer, type SnapshotAnswer } from "../model/snapshot/answer.ts";
import { unknownWorld } from "../model/snapshot/admit.ts";
import type { World, WorldStatus } from "../model/world/world.ts";
import { GworldError } from "../model/error.ts";
import type { Connection } from "../ports/connection.ts";

type WorldPorts = Pick<Connection, "config" | "clock" | "data">;

/** A world as programs are told of it. */
export interface WorldAnswer {
  readonly worldId: string;
  readonly name: string;
  readonly status: WorldStatus;
  readonly tick: number;
  readonly seqCommitted: number | null;
  readonly epoch: number;
  readonly generation: number;
  readonly agents: number;
  readonly createdAt: string;
  /** When the row was last written: of a running world its last tick. */
  readonly updatedAt: string;
  readonly engine: { readonly id: string; readonly alive: boolean } | null;
  readonly fenced: boolean;
  readonly restoring: { readonly restoreId: string; readonly generation: number } | null;
  /** What `restore --undo` can bring back. */
  readonly retired: readonly { readonly generation: number; readonly restoreId: string; readonly until: string }[];
  readonly lastSnapshot: Pick<SnapshotAnswer, "snapshotId" | "createdAt" | "tick" | "name"> | null;
}

export async function listWorlds(ports: WorldPorts): Promise<{ readonly worlds: readonly WorldAnswer[] }> {
  const { clock, data } = ports;
  const [worlds, snapshots] = await Promise.all([data.worlds.list(), data.catalogue.snapshots()]);
  const sorted = worlds.toSorted((a, b) => (a.worldId < b.worldId ? -1 : 1));
  return {
    worlds: sorted.map((world) =>
      answerOf(world, snapshots.filter(({ worldId }) => worldId === world.worldId).map(snapshotAnswer), clock.now()),
    ),
  };
}

/** Throws `notFound` with the names that are near. */
export async function showWorld(ports: WorldPorts, worldId: string): Promise<WorldAnswer> {
  const world = await findWorld(ports, worldId);
  const snapshots = await ports.data.catalogue.snapshots(worldId);
  return answerOf(world, snapshots.map(snapshotAnswer), ports.clock.now());
}

export async function findWorld({ config, data }: WorldPorts, worldId: string): Promise<World> {
  const world = await data.worlds.get(worldId);
  if (world !== undefined) return world;
  const others = await data.worlds.list();
  throw unknownWorld(
    worldId,
    config.name,
    others.map((one) => one.worldId),
  );
}

/** Pauses or resumes a world; one that is so already stays so. Throws `refused` for one that is neither. */
export async function switchWorld(
  ports: WorldPorts,
  worldId: string,
  to: "active" | "paused",
): Promise<Pick<WorldAnswer, "worldId" | "status" | "tick">> {
  const { status } = await findWorld(ports, worldId);
  const changed = await ports.data.worlds.setStatus(worldId, ["active", "paused"], to);
  if (changed !== undefined) return { worldId, status: changed.status, tick: changed.tick };
  throw new GworldError("refused", `${worldId} is ${status}: it is neither active nor paused.`, {
    hint: `See it: gworld worlds show ${worldId} -e ${ports.config.name}`,
  });
}

function answerOf(world: World, snapshots: readonly SnapshotAnswer[], now: number): WorldAnswer {
  const last = snapshots.find(({ state }) => state === "COMPLETE");
  const { engine, fence, restoring, retired } = world;
  return {
    worldId: world.worldId,
    name: world.name,
    status: world.status,
    tick: world.tick,
    seqCommitted: world.seqCommitted ?? null,
    epoch: world.epoch,
    generation: world.gen,
    agents: world.agentCount,
    createdAt: world.createdAt,
    updatedAt: world.updatedAt,
    engine: engine === undefined ? null : { id: engine.id, alive: engine.until > now },
    fenced: fence !== undefined && fence.until > now,
    restoring: restoring === undefined ? null : { restoreId: restoring.id, generation: restoring.gen },
    retired: retired
      .filter(({ until }) => until > now)
      .map(({ gen, restoreId, until }) => ({ generation: gen, restoreId, until: new Date(until).toISOString() })),
    lastSnapshot:
      last === undefined
        ? null
        : { snapshotId: last.snapshotId, createdAt: last.createdAt, tick: last.tick, name: last.name },
  };
}
