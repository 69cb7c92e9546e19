import type { AttributeValue, Item } from "../../model/item.ts";
import { retiredValue, statusShard } from "../../model/world/row.ts";
import { placeAttributes, type Retired, type World, type WorldStatus } from "../../model/world/world.ts";

/** What a world is to show from now on. */
export interface Swap {
  readonly gen: number;
  /** The data attributes, complete. */
  readonly row: Item;
  readonly status: WorldStatus;
  readonly retired: readonly Retired[];
}

/**
 * The update that makes a world show another generation and shuts out every engine of the one before: all data attributes
 * are set, those that are not among them go. It holds only while the world is as it was read, behind our fence.
 */
export function swapRequest(world: World, swap: Swap, { fenceId, now }: { fenceId: string; now: number }) {
  const place: Readonly<Record<string, AttributeValue>> = {
    gen: { N: String(swap.gen) },
    status: { S: swap.status },
    "status#shard": { S: statusShard(swap.status, world.worldId) },
    updatedAt: { S: new Date(now).toISOString() },
    retired: { L: swap.retired.map(retiredValue) },
  };
  const set = Object.entries({ ...swap.row, ...place });
  const old = Object.keys(world.row).filter((name) => !placeAttributes.has(name) && !Object.hasOwn(swap.row, name));
  const remove = [...old, "restoring", "fence", "engine"];
  const read = Object.entries({ tick: world.row["tick"], seqCommitted: world.row["seqCommitted"] }).flatMap(
    ([name, value]) => (value === undefined ? [] : [{ name, value }]),
  );
  return {
    Key: { worldId: { S: world.worldId } },
    UpdateExpression: `SET ${set.map((_, index) => `#s${index} = :s${index}`).join(", ")}, epoch = epoch + :one REMOVE ${remove.map((_, index) => `#r${index}`).join(", ")}`,
    ConditionExpression: `epoch = :epoch AND gen = :gen AND #status = :status AND fence.id = :fence${read.map(({ name }) => ` AND ${name} = :${name}`).join("")}`,
    ExpressionAttributeNames: {
      "#status": "status",
      ...Object.fromEntries(set.map(([name], index) => [`#s${index}`, name])),
      ...Object.fromEntries(remove.map((name, index) => [`#r${index}`, name])),
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(set.map(([, value], index) => [`:s${index}`, value])),
      ":one": { N: "1" },
      ":epoch": { N: String(world.epoch) },
      ":gen": { N: String(world.gen) },
      ...Object.fromEntries(read.map(({ name, value }) => [`:${name}`, value])),
      ":status": { S: world.status },
      ":fence": { S: fenceId },
    },
  };
}
