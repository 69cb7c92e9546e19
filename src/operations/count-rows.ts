import { eachPage } from "../model/each-page.ts";
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

/** Reads agents and objects, a page at a time; memories and events are not read. */
export async function countRows({ data }: Pick<Connection, "data">, world: World): Promise<RowCounts> {
  const rows = data.rows();
  const partition = generation(world.worldId, world.gen);
  const each = async (part: "agents" | "objects", see: (items: readonly Item[]) => void) => {
    for await (const { items } of eachPage((after) => rows.page({ table: partTables[part], partition, after })))
      see(items);
  };
  let [agents, objects, memories, isCounted] = [0, 0, 0, false];
  const seeAgents = (items: readonly Item[]) => {
    agents += items.length;
    const counts = items.flatMap((row) => numberOf(row, "memoryCount") ?? []);
    isCounted ||= counts.length > 0;
    memories += counts.reduce((sum, count) => sum + count, 0);
  };
  await Promise.all([each("agents", seeAgents), each("objects", (items) => (objects += items.length))]);
  return {
    agents,
    memories: agents > 0 && !isCounted ? null : memories,
    objects,
    events: numberOf(world.row, "eventCount") ?? null,
  };
}
export type CountRows = typeof countRows;
