import type { Item } from "../../model/item.ts";
import { leaseOf } from "../../model/catalogue-shape.ts";
import { itemFrom } from "../../model/plain.ts";
import type { Catalogue, Lease } from "../../ports/catalogue.ts";
import type { WorldTables } from "../world-tables.ts";
import { entryKey } from "./entries.ts";

type Leases = Pick<Catalogue, "take" | "renew" | "drop" | "lease">;

/** Leases as rows `LEASE#<what>` of a world: whoever puts the row has it. */
export function leases(tables: WorldTables): Leases {
  const read = async (worldId: string, what: string) => {
    const row = await tables.get("Snapshots", entryKey(worldId, keyOf(what)));
    return row && leaseOf(row);
  };
  const put = async (row: Item, condition: string, values: Item) => {
    const { met } = await tables.change("PutItem", "Snapshots", {
      Item: row,
      ConditionExpression: condition,
      ...(condition.includes("#until") && { ExpressionAttributeNames: { "#until": "until" } }),
      ExpressionAttributeValues: values,
    });
    return met;
  };
  return {
    lease: read,
    async take(worldId, what, lease, { now, dead }) {
      for (;;) {
        const free = "attribute_not_exists(worldId) OR #until < :now OR expiresAt < :seconds OR holderId = :mine";
        const seconds = { N: String(Math.floor(now / 1_000)) };
        const values = { ":now": { N: String(now) }, ":seconds": seconds, ":mine": { S: lease.holder.id } };
        const taken = await put(
          rowOf(worldId, what, lease),
          dead === undefined ? free : `${free} OR holderId = :dead`,
          dead === undefined ? values : { ...values, ":dead": { S: dead.id } },
        );
        if (taken) return undefined;
        const standing = await read(worldId, what);
        // Gone meanwhile: it is free now.
        if (standing !== undefined) return standing;
      }
    },
    renew: (worldId, what, lease) =>
      put(rowOf(worldId, what, lease), "holderId = :mine", { ":mine": { S: lease.holder.id } }),
    async drop(worldId, what, holderId) {
      await tables.change("DeleteItem", "Snapshots", {
        Key: entryKey(worldId, keyOf(what)),
        ConditionExpression: "holderId = :mine",
        ExpressionAttributeValues: { ":mine": { S: holderId } },
      });
    },
  };
}

const keyOf = (what: string) => `LEASE#${what}`;
const aDay = 86_400;

function rowOf(worldId: string, what: string, { holder, until, doing, since }: Lease): Item {
  const { id, host, pid, mark } = holder;
  const expiresAt = Math.ceil(until / 1_000) + aDay;
  return itemFrom({ worldId, entry: keyOf(what), holderId: id, host, pid, mark, until, doing, since, expiresAt });
}
