import { isObject, list, object } from "../json.ts";
import { capacity } from "./capacity.ts";
import { act, checked } from "./dynalite.ts";
import { sight, tableName, type TableOperation } from "./dynamo.ts";
import { invalid } from "./refuse.ts";

/** Reads up to 100 items between two changes, so that no transaction is seen half done. */
export const transactGetItems: TableOperation = (dynamo, input, { region }) => {
  const items = list(input, "TransactItems").filter(isObject);
  if (items.length === 0 || items.length > 100)
    throw invalid(
      `1 validation error detected: Value '[${items.map(() => "TransactGetItem").join(", ")}]' at 'transactItems' failed to satisfy constraint: ` +
        `Member must have length ${items.length === 0 ? "greater than or equal to 1" : "less than or equal to 100"}`,
    );
  const { ReturnConsumedCapacity = "NONE" } = input;
  const requests = items.map((item) => {
    const get = object(item, "Get");
    return checked("GetItem", { ...get, TableName: tableName(get), ConsistentRead: true, ReturnConsumedCapacity });
  });
  return dynamo.database.change(async (rows) => {
    const answers = [];
    for (const request of requests) answers.push(await act("GetItem", request, sight(dynamo, region, rows)));
    return {
      Responses: answers.map(({ Item }) => (Item === undefined ? {} : { Item })),
      ...capacity(input, answers, { factor: 2, kind: "ReadCapacityUnits" }),
    };
  });
};
