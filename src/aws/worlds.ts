import { canonical } from "../model/json.ts";
import { statusShard, worldOf } from "../model/world/row.ts";
import type { Clock } from "../ports/clock.ts";
import type { Worlds } from "../ports/worlds.ts";
import { engineCalls } from "./world-engine.ts";
import { fenceCalls } from "./world-fence.ts";
import type { WorldTables } from "./world-tables.ts";
import { worldKey, worldUpdate } from "./world-update.ts";

/** Worlds as rows of their table; every change is conditional on what its caller saw. */
export function dynamoWorlds(tables: WorldTables, clock: Clock): Worlds {
  const get = async (worldId: string) => {
    const row = await tables.get("Worlds", worldKey(worldId));
    return row && worldOf(row);
  };
  const update = worldUpdate(tables, clock);
  return {
    get,
    list: async () => (await tables.scan("Worlds")).map(worldOf),
    async create(row) {
      const { met } = await tables.change("PutItem", "Worlds", {
        Item: row,
        ConditionExpression: "attribute_not_exists(worldId)",
      });
      if (met) return true;
      // A request repeated after a lost answer meets its own row.
      const there = await tables.get("Worlds", { worldId: row["worldId"] ?? { S: "" } });
      return there !== undefined && canonical(there) === canonical(row);
    },
    async setStatus(worldId, from, to) {
      const names = Object.fromEntries(from.map((status, index) => [`:f${index}`, { S: status }]));
      const changed = await update(worldId, {
        set: "#status = :to, #shard = :shard, updatedAt = :at",
        condition: `#status IN (${Object.keys(names).join(", ")})`,
        values: { ...names, ":to": { S: to }, ":shard": { S: statusShard(to, worldId) } },
      });
      if (changed !== undefined) return changed;
      const there = await get(worldId);
      return there?.status === to ? there : undefined;
    },
    ...engineCalls(tables, update, clock),
    ...fenceCalls(tables, update),
    async remove(worldId) {
      await tables.change("DeleteItem", "Worlds", { Key: worldKey(worldId) });
    },
  };
}
