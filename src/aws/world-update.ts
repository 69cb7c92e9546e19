import type { Item } from "../model/item.ts";
import { worldOf } from "../model/world/row.ts";
import type { World } from "../model/world/world.ts";
import type { Clock } from "../ports/clock.ts";
import type { WorldTables } from "./world-tables.ts";

export interface Change {
  readonly set: string;
  readonly condition: string;
  readonly values: Item;
}

/** Updates the row of a world; undefined when the condition did not hold. */
export type UpdateWorld = (worldId: string, change: Change) => Promise<World | undefined>;

export const worldUpdate =
  (tables: WorldTables, clock: Clock): UpdateWorld =>
  async (worldId, change) => {
    const { met, item } = await tables.change("UpdateItem", "Worlds", {
      Key: worldKey(worldId),
      ...updateRequest(change, clock.now()),
      ReturnValues: "ALL_NEW",
    });
    return met && item !== undefined ? worldOf(item) : undefined;
  };

export const worldKey = (worldId: string): Item => ({ worldId: { S: worldId } });

/** The parts of an UpdateItem; names that DynamoDB reserves stand behind `#`, and `:at` is now. */
export function updateRequest({ set, condition, values }: Change, now: number) {
  const names = { "#status": "status", "#shard": "status#shard", "#until": "until" };
  const text = `${set} ${condition}`;
  return {
    UpdateExpression: `SET ${set}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: some(Object.fromEntries(Object.entries(names).filter(([name]) => text.includes(name)))),
    ExpressionAttributeValues: {
      ...values,
      ...(text.includes(":at") && { ":at": { S: new Date(now).toISOString() } }),
    },
  };
}

/** DynamoDB refuses an empty map of names. */
const some = (names: Readonly<Record<string, string>>) => (Object.keys(names).length === 0 ? undefined : names);
