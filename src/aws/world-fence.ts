import type { Item } from "../model/item.ts";
import { holdValue, worldOf } from "../model/world/row.ts";
import type { World } from "../model/world/world.ts";
import type { ReleaseOutcome, Worlds } from "../ports/worlds.ts";
import type { WorldTables } from "./world-tables.ts";
import { type UpdateWorld, worldKey } from "./world-update.ts";

/** What a reader does that must not be overtaken by commits. */
export const fenceCalls = (
  tables: WorldTables,
  update: UpdateWorld,
): Pick<Worlds, "fence" | "prolong" | "release"> => ({
  fence: (worldId, fence, now) =>
    update(worldId, {
      set: "fence = :fence",
      condition: "attribute_exists(worldId) AND (attribute_not_exists(fence) OR fence.#until < :now OR fence.id = :id)",
      values: { ":fence": holdValue(fence), ":now": { N: String(now) }, ":id": { S: fence.id } },
    }),
  async prolong(worldId, fence) {
    const values = { ":fence": holdValue(fence), ":id": { S: fence.id } };
    return (await update(worldId, { set: "fence = :fence", condition: "fence.id = :id", values })) !== undefined;
  },
  release: (worldId, fenceId, seen) => release(tables, worldId, fenceId, seen),
});

async function release(
  tables: WorldTables,
  worldId: string,
  fenceId: string,
  { epoch, tick }: Pick<World, "epoch" | "tick">,
): Promise<ReleaseOutcome> {
  const remove = (condition: string, values: Item) =>
    tables.change("UpdateItem", "Worlds", {
      Key: worldKey(worldId),
      UpdateExpression: "REMOVE fence",
      ConditionExpression: condition,
      ExpressionAttributeValues: values,
    });
  const id = { ":id": { S: fenceId } };
  const seen = { ...id, ":epoch": { N: String(epoch) }, ":tick": { N: String(tick) } };
  const untouched = await remove("fence.id = :id AND epoch = :epoch AND tick = :tick", seen);
  if (untouched.met) return "released";
  const fence = worldOf((await tables.get("Worlds", worldKey(worldId))) ?? {}).fence;
  // Only a release removes a fence: ours had its answer lost.
  if (fence === undefined) return "released";
  if (fence.id !== fenceId) return "lost";
  await remove("fence.id = :id", id);
  return "moved";
}
