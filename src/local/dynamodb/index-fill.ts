import { createKey, getIndexActions } from "dynalite/db/index.js";
import { list, text } from "../json.ts";
import type { Dynamo } from "./dynamo.ts";
import { dynaliteTable, indexPrefix, indexTally, itemPrefix, tallied } from "./item-store.ts";
import { isFilling, tableKey, type TableRecord } from "./table.ts";

/**
 * Enters every item into the indexes that are not filled; starts over after a crash. An error leaves them unfilled until the
 * next start, and goes to the log.
 */
export async function fillIndexes(dynamo: Dynamo, { region, name }: TableRecord): Promise<void> {
  const { database, tables } = dynamo;
  const key = tableKey(region, name);
  await database
    .change(async (rows) => {
      const table = tables.get(key);
      const missing = table?.globalIndexes.filter(isFilling) ?? [];
      if (table === undefined) return [];
      const known = dynaliteTable({ ...table, globalIndexes: missing, localIndexes: [] });
      for (const index of missing) await clearIndex(dynamo, table, index.name);
      for await (const [, item] of database.scan(itemPrefix(region, name))) {
        const { puts } = getIndexActions(list(known, "GlobalSecondaryIndexes"), null, item, known);
        for (const put of puts) {
          const at = `${indexPrefix("global", region, name, put.index)}~${put.key}/${createKey(item, known)}`;
          await tallied(rows, { of: indexTally(region, name, put.index), at, value: put.item });
        }
      }
      return missing.map((index) => index.name);
    })
    .then((names) => setFilled(dynamo, key, names))
    .catch((error: unknown) => console.error(`The indexes of table ${name} could not be filled.`, error));
}

/** Ends what a table's start found half done. */
export async function settleIndexes(dynamo: Dynamo, table: TableRecord): Promise<void> {
  for (const { name, dropping } of table.globalIndexes) if (dropping === true) await dropIndex(dynamo, table, name);
  if (table.globalIndexes.some(isFilling)) await fillIndexes(dynamo, table);
}

/** Takes an index's rows away, then the index, then the attributes that only it used. */
export async function dropIndex(dynamo: Dynamo, { region, name }: TableRecord, index: string): Promise<void> {
  await dynamo.database.change(() => clearIndex(dynamo, { region, name }, index));
  const table = dynamo.tables.get(tableKey(region, name));
  if (table === undefined) return;
  const globalIndexes = table.globalIndexes.filter((other) => other.name !== index);
  const used = new Set(
    [table, ...globalIndexes, ...table.localIndexes].flatMap(({ keySchema }) =>
      keySchema.map((part) => text(part, "AttributeName")),
    ),
  );
  const attributes = table.attributes.filter((attribute) => used.has(text(attribute, "AttributeName")));
  dynamo.tables.put(tableKey(region, name), { ...table, globalIndexes, attributes });
}

const clearIndex = ({ database }: Dynamo, { region, name }: Pick<TableRecord, "region" | "name">, index: string) =>
  database.clear([indexPrefix("global", region, name, index)], [indexTally(region, name, index)]);

function setFilled({ tables }: Dynamo, key: string, names: readonly string[]): void {
  const table = tables.get(key);
  if (table === undefined) return;
  const globalIndexes = table.globalIndexes.map((index) =>
    names.includes(index.name) ? { ...index, filled: true } : index,
  );
  tables.put(key, { ...table, globalIndexes });
}
