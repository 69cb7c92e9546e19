import { type Item, stringOf } from "../../model/item.ts";
import { canonical } from "../../model/json.ts";
import type { WorldTables } from "../world-tables.ts";

/** Sort keys of the Snapshots table. */
export const snapshotKey = (snapshotId: string) => `S#${snapshotId}`;
export const checkpointPrefix = (snapshotId: string) => `S#${snapshotId}#P#`;
/** True for a row that is one, and not a checkpoint of one. */
export const isSnapshot = (row: Item): boolean => /^S#[^#]+$/.test(stringOf(row, "entry") ?? "");
export const restoreKey = (restoreId: string) => `R#${restoreId}`;
export const loadedPrefix = (restoreId: string) => `R#${restoreId}#L#`;

export const entryKey = (worldId: string, entry: string): Item => ({ worldId: { S: worldId }, entry: { S: entry } });

/** All rows of a world whose sort key begins so. */
export const rowsUnder = (tables: WorldTables, worldId: string, prefix: string): Promise<readonly Item[]> =>
  tables.query("Snapshots", {
    ConsistentRead: true,
    KeyConditionExpression: "worldId = :w AND begins_with(#e, :p)",
    ExpressionAttributeNames: { "#e": "entry" },
    ExpressionAttributeValues: { ":w": { S: worldId }, ":p": { S: prefix } },
  });

/** Rows in a state, of any world; with `createdAt` those of one moment. The index may lag a little. */
export const rowsInState = (tables: WorldTables, state: string, createdAt?: string): Promise<readonly Item[]> =>
  tables.query("Snapshots", {
    IndexName: "byState",
    KeyConditionExpression: `#state = :s${createdAt === undefined ? "" : " AND createdAt = :c"}`,
    ExpressionAttributeNames: { "#state": "state" },
    ExpressionAttributeValues: { ":s": { S: state }, ...(createdAt !== undefined && { ":c": { S: createdAt } }) },
  });

/** Sets attributes of an entry in state `from` that is not held where `unheld`. True also when they are so already: an answer may have been lost. */
export async function changeEntry(
  tables: WorldTables,
  { key, from, unheld = false }: { key: Item; from: string; unheld?: boolean },
  fields: Item,
): Promise<boolean> {
  const update = setting(fields, from);
  const guarded = unheld && {
    ConditionExpression: `${update.ConditionExpression} AND held = :unheld`,
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ":unheld": { BOOL: false } },
  };
  const { met } = await tables.change("UpdateItem", "Snapshots", { Key: key, ...update, ...guarded });
  if (met) return true;
  const there = await tables.get("Snapshots", key);
  return (
    there !== undefined && Object.entries(fields).every(([name, value]) => canonical(there[name]) === canonical(value))
  );
}

/** An update of an entry that is in state `from`. */
export function setting(fields: Item, from: string) {
  const names = Object.keys(fields);
  return {
    UpdateExpression: `SET ${names.map((_, index) => `#f${index} = :f${index}`).join(", ")}`,
    ConditionExpression: "#state = :from",
    ExpressionAttributeNames: {
      "#state": "state",
      ...Object.fromEntries(names.map((name, index) => [`#f${index}`, name])),
    },
    ExpressionAttributeValues: {
      ":from": { S: from },
      ...Object.fromEntries(Object.values(fields).map((value, index) => [`:f${index}`, value])),
    },
  };
}

/** Puts a row that is not there yet. True also when the very same is there. */
export async function putNew(tables: WorldTables, row: Item): Promise<boolean> {
  const { met } = await tables.change("PutItem", "Snapshots", {
    Item: row,
    ConditionExpression: "attribute_not_exists(worldId)",
  });
  if (met) return true;
  const { worldId = { S: "" }, entry = { S: "" } } = row;
  return canonical(await tables.get("Snapshots", { worldId, entry })) === canonical(row);
}

export const newestFirst = <T extends { readonly createdAt: string }>(entries: readonly T[]): readonly T[] =>
  entries.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
