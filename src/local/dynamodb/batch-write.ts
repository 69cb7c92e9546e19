import { createKey, validateItem, validateKey } from "dynalite/db/index.js";
import { isObject, list, object, type JsonObject } from "../json.ts";
import { ServiceError } from "../service.ts";
import { capacity } from "./capacity.ts";
import { checked } from "./dynalite.ts";
import type { Dynamo, TableOperation } from "./dynamo.ts";
import { dynaliteTable } from "./item-store.ts";
import { invalid, refusal } from "./refuse.ts";
import { tableKey } from "./table.ts";
import { perform, type Write } from "./write-item.ts";

/** Up to 25 puts and deletes, checked first; here they also become durable together, which AWS does not promise. */
export const batchWriteItem: TableOperation = (dynamo, input, { region }) => {
  const request = checked("BatchWriteItem", input);
  return dynamo.database.change(async (rows) => {
    const writes = Object.keys(object(request, "RequestItems")).flatMap((name) =>
      tableWrites(dynamo, region, name, request),
    );
    const answers: JsonObject[] = [];
    for (const write of writes) answers.push(await perform(dynamo, region, rows, write));
    return { UnprocessedItems: {}, ...capacity(request, answers) };
  });
};

function tableWrites(dynamo: Dynamo, region: string, name: string, request: JsonObject): readonly Write[] {
  const record = dynamo.tables.get(tableKey(region, name));
  if (record === undefined || record.deleting)
    throw new ServiceError("ResourceNotFoundException", "Requested resource not found");
  const table = dynaliteTable(record);
  const seen = new Set<string>();
  return list(object(request, "RequestItems"), name)
    .filter(isObject)
    .map((entry) => {
      const isPut = "PutRequest" in entry;
      const named = isPut ? object(object(entry, "PutRequest"), "Item") : object(object(entry, "DeleteRequest"), "Key");
      const fault = isPut ? validateItem(named, table) : validateKey(named, table);
      if (fault !== null && fault !== undefined) throw keyFault(refusal(fault));
      const key = createKey(named, table);
      if (seen.has(key)) throw invalid("Provided list of item keys contains duplicates");
      seen.add(key);
      const { ReturnConsumedCapacity = "NONE" } = request;
      return {
        action: isPut ? "PutItem" : "DeleteItem",
        request: { TableName: name, [isPut ? "Item" : "Key"]: named, ReturnConsumedCapacity },
        tellsItem: false,
      };
    });
}

/** A batch says less of a wrong key than a single write does. */
export const keyFault = (error: unknown) =>
  error instanceof ServiceError && /Missing the key|Type mismatch for key/.test(error.message)
    ? invalid("The provided key element does not match the schema")
    : error;
