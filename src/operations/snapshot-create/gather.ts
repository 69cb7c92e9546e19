import { numberOf, stringOf, type Item } from "../../model/item.ts";
import { agentCount } from "../../model/snapshot/count.ts";
import type { AgentCount } from "../../model/snapshot/partitions.ts";
import { tableSchemas } from "../../model/tables.ts";
import { generation, partTables } from "../../model/world/keys.ts";
import { worldData } from "../../model/world/row.ts";
import type { World } from "../../model/world/world.ts";
import type { Job } from "./job.ts";
import { pagesOf } from "./pages.ts";

/** The parts of a world that change: they are read behind the fence. */
export const mutableParts = ["world", "agents", "objects"] as const;
type MutablePart = (typeof mutableParts)[number];

/** The changing parts of a world, as they stood together. */
export interface Gathered {
  readonly pages: Readonly<Record<MutablePart, readonly (readonly Item[])[]>>;
  readonly agents: readonly AgentCount[];
  /** Rows that say they are of a later tick than the world's: `agents a-001`. */
  readonly newer: readonly string[];
  /** How many of the rows that the world's last tick has changed were not there yet. */
  readonly unseen: number;
}

/** Reads agents and objects by strong queries, both at once. They stay in memory: nothing is compressed while a world waits. */
export async function gather(job: Job, world: World): Promise<Gathered> {
  const [agents, objects] = await Promise.all([readAll(job, world, "agents"), readAll(job, world, "objects")]);
  return {
    pages: { world: [[worldData(world.row)]], agents, objects },
    agents: agents.flat().flatMap(agentCount),
    newer: [...newerThan(world.tick, "agents", agents), ...newerThan(world.tick, "objects", objects)],
    unseen: unseenOf(world, [...agents, ...objects]),
  };
}

/**
 * A strong query may see some rows of a transaction and others not yet (DynamoDB Developer Guide, "Isolation levels for
 * transactions": read-committed). Those of the last tick are counted on the Worlds row.
 */
function unseenOf({ tick, changedRows = 0 }: World, pages: readonly (readonly Item[])[]): number {
  const seen = pages.reduce((sum, items) => sum + items.filter((item) => numberOf(item, "tick") === tick).length, 0);
  return Math.max(0, changedRows - seen);
}

async function readAll(job: Job, { worldId, gen }: World, part: "agents" | "objects") {
  const query = { table: partTables[part], partition: generation(worldId, gen) };
  const pages: (readonly Item[])[] = [];
  for await (const items of pagesOf(job, query)) pages.push(items);
  return pages;
}

function newerThan(tick: number, part: "agents" | "objects", pages: readonly (readonly Item[])[]): string[] {
  const { sk = "" } = tableSchemas[partTables[part]];
  return pages
    .flat()
    .filter((item) => (numberOf(item, "tick") ?? 0) > tick)
    .map((item) => `${part} ${stringOf(item, sk) ?? ""}`);
}
