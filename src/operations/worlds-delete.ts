import { GworldError } from "../model/error.ts";
import { worldData } from "../model/world/row.ts";
import type { World } from "../model/world/world.ts";
import type { Connection } from "../ports/connection.ts";
import type { CollectGeneration } from "./collect.ts";
import type { WithLease } from "./lease.ts";

type DeletePorts = Pick<Connection, "config" | "clock" | "data">;

export interface DeletePlan {
  readonly env: string;
  readonly world: World;
  /** Complete snapshots, which stay. */
  readonly snapshots: number;
}

export interface DeletedWorld {
  readonly worldId: string;
  readonly rows: number;
  readonly snapshots: number;
}

export async function planDelete({ config, data }: DeletePorts, world: World): Promise<DeletePlan> {
  if (world.restoring !== undefined)
    throw new GworldError("locked", `${world.worldId} is being restored.`, {
      hint: `Drop that first: gworld restore ${world.worldId} --abort -e ${config.name}`,
    });
  const snapshots = await data.catalogue.snapshots(world.worldId);
  return { env: config.name, world, snapshots: snapshots.filter(({ state }) => state === "COMPLETE").length };
}

/** First nobody may run it, then its rows go, then it. A run that was cut off is done again. */
export async function deleteWorld(
  ports: DeletePorts,
  { world, snapshots }: DeletePlan,
  options: { withLease: WithLease; collect: CollectGeneration; signal: AbortSignal; waiting: (text: string) => void },
): Promise<DeletedWorld> {
  const { worldId } = world;
  const { data } = ports;
  const waiting = () => options.waiting(`Waiting for somebody else's restore of ${worldId}`);
  const wish = {
    worldId,
    what: "restore",
    doing: `worlds delete ${worldId}`,
    signal: options.signal,
    waiting,
  } as const;
  return options.withLease(ports, wish, async (signal) => {
    const deleting = await data.worlds.setStatus(
      worldId,
      ["creating", "active", "paused", "archived", "failed"],
      "deleting",
    );
    if (deleting === undefined) throw changed(worldId, ports.config.name);
    const rows = data.rows();
    const { gen, row, retired } = deleting;
    let removed = 0;
    for (const old of [...retired, { gen, row: worldData(row) }])
      removed += await options.collect(rows, { worldId, gen: old.gen, row: old.row }, signal);
    await data.worlds.remove(worldId);
    return { worldId, rows: removed, snapshots };
  });
}

const changed = (worldId: string, env: string) =>
  new GworldError("refused", `${worldId} cannot be deleted as it is now.`, {
    hint: `See it: gworld worlds show ${worldId} -e ${env}`,
  });
