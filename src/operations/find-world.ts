import { unknownWorld } from "../model/snapshot/admit.ts";
import type { World } from "../model/world/world.ts";
import type { Connection } from "../ports/connection.ts";
import type { Worlds } from "../ports/worlds.ts";

type FindPorts = Pick<Connection, "config"> & { readonly data: { readonly worlds: Pick<Worlds, "get" | "list"> } };

/** Throws `notFound` with the names that are near. */
export async function findWorld({ config, data }: FindPorts, worldId: string): Promise<World> {
  const world = await data.worlds.get(worldId);
  if (world !== undefined) return world;
  const others = await data.worlds.list();
  throw unknownWorld(
    worldId,
    config.name,
    others.map((one) => one.worldId),
  );
}
export type FindWorld = typeof findWorld;
