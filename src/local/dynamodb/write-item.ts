import { createKey } from "dynalite/db/index.js";
import { isObject, object, text, type JsonObject } from "../json.ts";
import { ServiceError } from "../service.ts";
import type { Rows } from "./database.ts";
import { act, checked } from "./dynalite.ts";
import { sight, tableName, type Dynamo, type TableOperation } from "./dynamo.ts";
import { dynaliteTable, itemPrefix } from "./item-store.ts";
import { invalid } from "./refuse.ts";
import { tableKey } from "./table.ts";

export type WriteAction = "PutItem" | "UpdateItem" | "DeleteItem";

/** A write of one item with its condition, alone or as a part of a transaction, which may also only check. */
export interface Write {
  readonly action: WriteAction | "GetItem";
  /** Checked and completed. */
  readonly request: JsonObject;
  /** Whether a failed condition tells the item as it is. */
  readonly tellsItem: boolean;
}

export const writing =
  (action: WriteAction): TableOperation =>
  (dynamo, input, { region }) => {
    const write = writeOf(action, input);
    return dynamo.database.change((rows) => perform(dynamo, region, rows, write));
  };

export function writeOf(action: WriteAction, input: JsonObject): Write {
  const returned = text(input, "ReturnValuesOnConditionCheckFailure") ?? "NONE";
  if (returned !== "NONE" && returned !== "ALL_OLD")
    throw invalid(
      `1 validation error detected: Value '${returned}' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]`,
    );
  const request = checked(action, { ...input, TableName: tableName(input) });
  return { action, request, tellsItem: returned === "ALL_OLD" };
}

/** Carries a write out over the rows of a change. A failed condition throws, with the item when that was asked for. */
export async function perform(dynamo: Dynamo, region: string, rows: Rows, write: Write): Promise<JsonObject> {
  try {
    return await act(write.action, write.request, sight(dynamo, region, rows));
  } catch (error) {
    throw write.tellsItem ? await withItem(error, () => itemOf(dynamo, region, rows, write)) : error;
  }
}

async function withItem(error: unknown, find: () => Promise<unknown>): Promise<unknown> {
  if (!(error instanceof ServiceError) || error.code !== "ConditionalCheckFailedException") return error;
  const item = await find();
  return isObject(item) ? new ServiceError(error.code, error.message, { fields: { Item: item } }) : error;
}

/** The item a write is about, as it is now. */
export function itemOf(dynamo: Dynamo, region: string, rows: Rows, write: Pick<Write, "request">): Promise<unknown> {
  return rows.get(itemKey(dynamo, region, write.request) ?? "");
}

/** Where the item of a write is kept; undefined where there is no such table. */
export function itemKey({ tables }: Dynamo, region: string, request: JsonObject): string | undefined {
  const name = text(request, "TableName") ?? "";
  const table = tables.get(tableKey(region, name));
  if (table === undefined) return undefined;
  const key = "Item" in request ? object(request, "Item") : object(request, "Key");
  return `${itemPrefix(region, name)}~${createKey(key, dynaliteTable(table))}`;
}
