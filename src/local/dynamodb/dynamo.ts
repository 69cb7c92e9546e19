import type { JsonObject } from "../json.ts";
import type { Call } from "../service.ts";
import type { Table } from "../store.ts";
import type { BulkRuns } from "./bulk/runs.ts";
import type { Database, Rows } from "./database.ts";
import { invalid, tableNotFound } from "./refuse.ts";
import { tableKey, type TableRecord } from "./table.ts";

/** What every operation of DynamoDB works with. */
export interface Dynamo {
  readonly account: string;
  readonly tables: Table<TableRecord>;
  readonly database: Database;
  readonly bulk: BulkRuns;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export type TableOperation = (dynamo: Dynamo, input: JsonObject, call: Pick<Call, "region">) => Promise<JsonObject>;

/** What an item action sees: the Region's tables and the rows of one change. */
export const sight = ({ account, tables, database }: Dynamo, region: string, rows: Rows) => ({
  region,
  account,
  database,
  rows,
  table: (name: string) => tables.get(tableKey(region, name)),
});

/** The table a request is about, named by name or by ARN. */
export function tableOf({ tables }: Dynamo, input: JsonObject, region: string): TableRecord {
  const name = tableName(input);
  const table = tables.get(tableKey(region, name));
  if (table === undefined) throw tableNotFound(name);
  return table;
}

/** The name a request gives, cut out of an ARN where it gives one. */
export function tableName({ TableName: given }: JsonObject): string {
  if (given === undefined || given === null)
    throw invalid("The parameter 'TableName' is required but was not present in the request");
  if (typeof given !== "string") throw invalid("TableName must be a string");
  const name = given.startsWith("arn:") ? (given.split("/")[1] ?? "") : given;
  if (name.length < 3 || name.length > 255)
    throw invalid("TableName must be at least 3 characters long and at most 255 characters long");
  return name;
}
