import { GworldError } from "../model/error.ts";
import type { World, WorldStatus } from "../model/world/world.ts";
import type { Connection } from "../ports/connection.ts";

export interface SwitchedWorld {
  readonly worldId: string;
  readonly status: WorldStatus;
  readonly tick: number;
  /** False where it was so already. */
  readonly changed: boolean;
}

/** Pauses or resumes a world; one that is so already stays so. Throws `refused` for one that is neither. */
export async function switchWorld(
  { config, data }: Pick<Connection, "config" | "data">,
  { worldId, status }: Pick<World, "worldId" | "status">,
  to: "active" | "paused",
): Promise<SwitchedWorld> {
  const now = await data.worlds.setStatus(worldId, ["active", "paused"], to);
  if (now !== undefined) return { worldId, status: now.status, tick: now.tick, changed: status !== to };
  throw new GworldError("refused", `${worldId} is ${status}: it is neither active nor paused.`, {
    hint: `See it: gworld worlds show ${worldId} -e ${config.name}`,
  });
}
