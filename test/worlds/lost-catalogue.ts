import { tableName } from "../../src/model/names.ts";
import type { WorldPlace } from "./place.ts";

/** Takes everything out of the Snapshots table, as a restore of the table to another moment would. */
export async function loseCatalogue({ clients, environment }: Pick<WorldPlace, "clients" | "environment">) {
  const client = await clients.dynamoDb();
  const TableName = tableName(environment, "Snapshots");
  const { Items = [] } = await client.scan({ TableName });
  for (const { worldId, entry } of Items)
    if (worldId !== undefined && entry !== undefined) await client.deleteItem({ TableName, Key: { worldId, entry } });
}
