import { ServiceError } from "../service.ts";
import { describe } from "./describe-table.ts";
import { tableOf, type Dynamo, type TableOperation } from "./dynamo.ts";
import { indexPrefix, indexTally, itemPrefix } from "./item-store.ts";
import { invalid } from "./refuse.ts";
import { tableKey, type TableRecord } from "./table.ts";

export const deleteTable: TableOperation = async (dynamo, input, { region }) => {
  const table = tableOf(dynamo, input, region);
  if (table.protected)
    throw invalid(
      "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    );
  if (table.deleting)
    throw new ServiceError(
      "ResourceInUseException",
      `Attempt to change a resource which is still in use: Table is being deleted: ${table.name}`,
    );
  dynamo.tables.put(tableKey(region, table.name), { ...table, deleting: true });
  const told = await describe(dynamo, table, "DELETING");
  await removeRows(dynamo, table);
  return { TableDescription: told };
};

/** Ends what a deletion began; asked again after a crash. */
export async function removeRows(dynamo: Dynamo, { region, name, globalIndexes, localIndexes }: TableRecord) {
  const { database, tables } = dynamo;
  const indexes = [...globalIndexes, ...localIndexes].map((index) => index.name);
  const prefixes = indexes.flatMap((index) =>
    ["global", "local"].map((kind) => indexPrefix(kind, region, name, index)),
  );
  const tallies = indexes.map((index) => indexTally(region, name, index));
  await database.change(() =>
    database.clear([itemPrefix(region, name), ...prefixes], [tableKey(region, name), ...tallies]),
  );
  tables.delete(tableKey(region, name));
}
