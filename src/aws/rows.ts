import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import { checkedSize } from "../model/item-limit.ts";
import { greatestBatch } from "../model/item-size.ts";
import { type Item, stringOf } from "../model/item.ts";
import { listOf, recordAt } from "../model/json.ts";
import { tableName, type WorldTable } from "../model/names.ts";
import { tableSchemas } from "../model/tables.ts";
import { isItem } from "../model/wire.ts";
import type { Clock } from "../ports/clock.ts";
import type { RowKey, RowLimits, Rows, RowsQuery } from "../ports/rows.ts";
import type { AwsClients } from "./clients.ts";
import { unitsOf } from "./consumed.ts";
import { explain } from "./explain.ts";
import { pacer, type Pacer } from "./pacer.ts";
import { type RawCall, rawDynamo } from "./raw-dynamodb.ts";

interface Place {
  readonly clients: AwsClients;
  readonly environment: string;
  readonly raw: RawCall;
  readonly pacer: Pacer;
}

/** Rows of an environment's tables, paced by what DynamoDB bears and by `limits`. */
export function dynamoRows(clients: AwsClients, environment: string, clock: Clock, limits: RowLimits = {}): Rows {
  const client = (): Promise<DynamoDB> => clients.dynamoDb();
  const place: Place = { clients, environment, raw: rawDynamo(client), pacer: pacer(clock, limits) };
  return {
    page: (query, signal) => page(place, query, signal),
    async put(table, items, signal) {
      const requests = items.map((Item) => ({ PutRequest: { Item } }));
      return write(place, table, batches(table, items, requests), signal);
    },
    async remove(table, keys, signal) {
      const requests = keys.map((key) => ({ DeleteRequest: { Key: rowKey(table, key) } }));
      return write(place, table, inTwentyFives(requests), signal);
    },
  };
}

async function page(place: Place, query: RowsQuery, signal: AbortSignal | undefined) {
  const { table, partition, after, through } = query;
  const { pk, sk } = tableSchemas[table];
  const call = {
    TableName: tableName(place.environment, table),
    ConsistentRead: true,
    ReturnConsumedCapacity: "TOTAL",
    KeyConditionExpression: `#p = :p${through === undefined ? "" : " AND #s <= :t"}`,
    ExpressionAttributeNames: { "#p": pk, ...(through !== undefined && { "#s": sk }) },
    ExpressionAttributeValues: { ":p": { S: partition }, ...(through !== undefined && { ":t": { S: through } }) },
    // A key condition takes one comparison of the sort key: where to begin is said as DynamoDB says it between pages.
    ...(after !== undefined && sk !== undefined && { ExclusiveStartKey: rowKey(table, { pk: partition, sk: after }) }),
  };
  const answer = await place.pacer.read(() => ask(place, "Query", call, signal), signal);
  const last = recordAt(answer, "LastEvaluatedKey");
  return {
    items: listOf(answer["Items"]).filter(isItem),
    next: sk !== undefined && isItem(last) ? stringOf(last, sk) : undefined,
    units: unitsOf(answer["ConsumedCapacity"]),
  };
}

/** Sends the batches one after the other; what is unprocessed is sent again after a wait, never dropped. */
async function write(place: Place, table: WorldTable, sets: readonly Requests[], signal: AbortSignal | undefined) {
  const name = tableName(place.environment, table);
  let units = 0;
  for (const set of sets) {
    let rest: Requests = set;
    while (rest.length > 0) {
      const body = { RequestItems: { [name]: rest }, ReturnConsumedCapacity: "TOTAL" };
      const answer = await place.pacer.write(() => ask(place, "BatchWriteItem", body, signal), signal, rest !== set);
      units += unitsOf(answer["ConsumedCapacity"]);
      rest = listOf(recordAt(answer, "UnprocessedItems")[name]);
    }
  }
  return units;
}

type Requests = readonly unknown[];

const ask = (place: Place, operation: "Query" | "BatchWriteItem", input: unknown, signal: AbortSignal | undefined) =>
  explain(place.clients, `dynamodb:${operation}`, () => place.raw(operation, input, signal));

/** At most 25 items and 16 MB each (API_BatchWriteItem). */
function batches(table: WorldTable, items: readonly Item[], requests: readonly unknown[]): readonly Requests[] {
  const sets: unknown[][] = [];
  let bytes = 0;
  items.forEach((item, index) => {
    const size = checkedSize(table, item);
    const last = sets.at(-1);
    const fits = last !== undefined && last.length < 25 && bytes + size * wireShare <= greatestBatch;
    bytes = fits ? bytes + size * wireShare : size * wireShare;
    if (fits) last.push(requests[index]);
    else sets.push([requests[index]]);
  });
  return sets;
}

/** Base64 and JSON around it: the request is measured as it is sent. */
const wireShare = 1.5;

const inTwentyFives = (requests: readonly unknown[]): readonly Requests[] =>
  Array.from({ length: Math.ceil(requests.length / 25) }, (_, index) => requests.slice(index * 25, index * 25 + 25));

export const rowKey = (table: WorldTable, key: RowKey): Item => {
  const { pk, sk } = tableSchemas[table];
  return { [pk]: { S: key.pk }, ...(sk !== undefined && { [sk]: { S: key.sk ?? "" } }) };
};
