import { mapPaths } from "dynalite/db/index.js";
import { isObject, list, object, text, type JsonObject } from "../json.ts";
import { holds } from "./condition.ts";
import { act, checked } from "./dynalite.ts";
import { sight, tableName, type TableOperation } from "./dynamo.ts";
import { invalid } from "./refuse.ts";
import { tableKey } from "./table.ts";

/** GetItem, Query, Scan: every read is of what is committed, hence as good as a strong one. */
export const reading =
  (action: "GetItem" | "Query" | "Scan"): TableOperation =>
  async (dynamo, input, { region }) => {
    const name = tableName(input);
    const request = checked(action, { ...input, TableName: name });
    const index = text(request, "IndexName");
    const table = dynamo.tables.get(tableKey(region, name));
    if (index !== undefined && table?.globalIndexes.some((one) => one.name === index && !one.filled) === true)
      throw invalid(`Cannot read from backfilling global secondary index: ${index}`);
    const { _filter: filter } = request;
    const read = (wanted: JsonObject) => act(action, wanted, sight(dynamo, region, dynamo.database.reading));
    return isObject(filter) ? filtered(request, filter, read) : read(request);
  };

/** In place of the filter: every item has met it. */
const always = { type: "=", args: [{ BOOL: true }, { BOOL: true }] };

/** Reads whole items without a filter, then filters and projects them as dynalite does, in that order. */
async function filtered(
  request: JsonObject,
  filter: JsonObject,
  read: (wanted: JsonObject) => Promise<JsonObject>,
): Promise<JsonObject> {
  const { _projection: projection, Select, ...rest } = request;
  const counts = Select === "COUNT";
  const answer = await read({
    ...rest,
    _filter: { ...filter, expression: always },
    ...(isObject(projection) && { _projection: { ...projection, paths: undefined } }),
    ...(!counts && { Select }),
  });
  const { Items: _, ...told } = answer;
  const met = list(answer, "Items")
    .filter(isObject)
    .filter((item) => holds(object(filter, "expression"), item));
  if (counts) return { ...told, Count: met.length };
  const projected = (item: JsonObject) => mapPaths(list(projection, "paths"), item);
  return { ...told, Count: met.length, Items: isObject(projection) ? met.map(projected).filter(isObject) : met };
}

export const batchGetItem: TableOperation = (dynamo, input, { region }) =>
  act("BatchGetItem", checked("BatchGetItem", input), sight(dynamo, region, dynamo.database.reading));
