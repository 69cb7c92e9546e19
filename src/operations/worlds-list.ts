import { worldAnswer, type WorldAnswer } from "../model/world/answer.ts";
import type { Connection } from "../ports/connection.ts";

export interface WorldList {
  readonly worlds: readonly WorldAnswer[];
}

/** All worlds of an environment, by their ID. */
export async function listWorlds({ clock, data }: Pick<Connection, "clock" | "data">): Promise<WorldList> {
  const [worlds, snapshots] = await Promise.all([data.worlds.list(), data.catalogue.snapshots()]);
  const ofWorld = (id: string) => snapshots.filter(({ worldId }) => worldId === id);
  const sorted = worlds.toSorted((a, b) => (a.worldId < b.worldId ? -1 : 1));
  return { worlds: sorted.map((world) => worldAnswer(world, ofWorld(world.worldId), clock.now())) };
}
