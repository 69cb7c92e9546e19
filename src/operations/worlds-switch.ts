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

/** A world that is to be paused or resumed. */
export interface SwitchPlan {
  readonly env: string;
  readonly world: World;
  readonly to: "active" | "paused";
  /** False where it is so already. */
  readonly changes: boolean;
}

/** Throws `refused` for a world that is neither active nor paused. */
export function planSwitch({ config }: Pick<Connection, "config">, world: World, to: "active" | "paused"): SwitchPlan {
  const { worldId, status } = world;
  if (status !== "active" && status !== "paused") throw neither(config.name, worldId, status);
  return { env: config.name, world, to, changes: status !== to };
}

/** Pauses or resumes a world. One that was so already is left alone: nobody was asked. */
export async function switchWorld(
  { data }: Pick<Connection, "data">,
  { env, world: { worldId, status, tick }, to, changes }: SwitchPlan,
): Promise<SwitchedWorld> {
  if (!changes) return { worldId, status, tick, changed: false };
  const now = await data.worlds.setStatus(worldId, ["active", "paused"], to);
  if (now !== undefined) return { worldId, status: now.status, tick: now.tick, changed: status !== to };
  throw neither(env, worldId, (await data.worlds.get(worldId))?.status ?? "gone");
}

const neither = (env: string, worldId: string, status: WorldStatus | "gone") =>
  new GworldError("refused", `${worldId} is ${status}: it is neither active nor paused.`, {
    hint: `See it: gworld worlds show ${worldId} -e ${env}`,
  });
