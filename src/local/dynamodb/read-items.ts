import { text } from "../json.ts";
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
    return act(action, request, sight(dynamo, region, dynamo.database.reading));
  };

export const batchGetItem: TableOperation = (dynamo, input, { region }) =>
  act("BatchGetItem", checked("BatchGetItem", input), sight(dynamo, region, dynamo.database.reading));
