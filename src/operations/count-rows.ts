import { type Item, numberOf } from "../model/item.ts";
import { generation, partTables } from "../model/world/keys.ts";
import type { World } from "../model/world/world.ts";
import type { Connection } from "../ports/connection.ts";

/** How many rows a world has. Memories and events are as its agents and its own row count them; null where nobody does. */
export interface RowCounts {
  readonly agents: number;
  readonly memories: number | null;
  readonly objects: number;
  readonly events: number | null;
}

/** Reads agents and objects; memories and events are not read. */
export async function countRows({ data }: Pick<Connection, "data">, world: World): Promise<RowCounts> {
  const rows = data.rows();
  const partition = generation(world.worldId, world.gen);
  const all = async (part: "agents" | "objects") => {
    const items: Item[] = [];
    let after: string | undefined;
    do {
      const page = await rows.page({ table: partTables[part], partition, after });
      items.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return items;
  };
  const [agents, objects] = await Promise.all([all("agents"), all("objects")]);
  const counted = agents.flatMap((row) => numberOf(row, "memoryCount") ?? []);
  return {
    agents: agents.length,
    memories: agents.length > 0 && counted.length === 0 ? null : counted.reduce((sum, memories) => sum + memories, 0),
    objects: objects.length,
    events: numberOf(world.row, "eventCount") ?? null,
  };
}
export type CountRows = typeof countRows;
