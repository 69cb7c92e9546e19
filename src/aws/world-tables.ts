import { randomUUID } from "node:crypto";
import { AwsError, failedAs, rejectedAs } from "../model/aws-error.ts";
import type { Item } from "../model/item.ts";
import { listOf } from "../model/json.ts";
import { tableName, type WorldTable } from "../model/names.ts";
import { pause } from "../model/pace.ts";
import { isItem } from "../model/wire.ts";
import type { Clock } from "../ports/clock.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";
import { rawDynamo } from "./raw-dynamodb.ts";
import { cancellationCodes } from "./sdk-failure.ts";

type Document = Readonly<Record<string, unknown>>;

/** Single items of an environment's tables, in wire form. Every call names its table as the data model does. */
export interface WorldTables {
  get(table: WorldTable, key: Item): Promise<Item | undefined>;
  /** All pages of a query. */
  query(table: WorldTable, request: Document): Promise<readonly Item[]>;
  scan(table: WorldTable): Promise<readonly Item[]>;
  /** PutItem, UpdateItem or DeleteItem under a condition: `met` tells whether it held, `item` is what ReturnValues asked for. */
  change(
    operation: "PutItem" | "UpdateItem" | "DeleteItem",
    table: WorldTable,
    request: Document,
  ): Promise<{ readonly met: boolean; readonly item: Item | undefined }>;
  /** All parts or none: false when a condition of one did not hold. */
  transact(parts: readonly Part[]): Promise<boolean>;
}

export interface Part {
  readonly kind: "Put" | "Update" | "Delete" | "ConditionCheck";
  readonly table: WorldTable;
  readonly request: Document;
}

/** Two writers of one item at a time: AWS refuses one of them, and soon it would succeed. */
const conflictTries = 30;
/** With growing waits, half a minute at most. */
const throttledTries = 10;

export function worldTables(clients: AwsClients, environment: string, clock: Clock): WorldTables {
  const raw = rawDynamo(() => clients.dynamoDb());
  const named = (table: WorldTable, request: Document) => ({ TableName: tableName(environment, table), ...request });
  const ask = (operation: string, table: WorldTable, request: Document) =>
    explain(clients, `dynamodb:${operation} ${tableName(environment, table)}`, () =>
      raw(operation, named(table, request)),
    );
  const settled = <T>(run: () => Promise<T>) => untilSettled(clock, run);
  const all = async (operation: "Query" | "Scan", table: WorldTable, request: Document) => {
    const items: Item[] = [];
    let from: unknown;
    do {
      const answer = await ask(operation, table, {
        ...request,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      });
      items.push(...listOf(answer["Items"]).filter(isItem));
      from = answer["LastEvaluatedKey"];
    } while (from !== undefined);
    return items;
  };
  return {
    async get(table, key) {
      const { Item } = await ask("GetItem", table, { Key: key, ConsistentRead: true });
      return isItem(Item) ? Item : undefined;
    },
    query: (table, request) => all("Query", table, request),
    scan: (table) => all("Scan", table, { ConsistentRead: true }),
    async change(operation, table, request) {
      try {
        const { Attributes } = await settled(() => ask(operation, table, request));
        return { met: true, item: isItem(Attributes) ? Attributes : undefined };
      } catch (error) {
        if (!rejectedAs(error, "ConditionalCheckFailedException")) throw error;
        return { met: false, item: undefined };
      }
    },
    async transact(parts) {
      const TransactItems = parts.map(({ kind, table, request }) => ({ [kind]: named(table, request) }));
      const first = parts[0]?.table ?? "Worlds";
      try {
        // The token makes a request that is repeated after a lost answer the same transaction.
        await settled(() => {
          const request = { TransactItems, ClientRequestToken: randomUUID() };
          return explain(clients, `dynamodb:TransactWriteItems ${tableName(environment, first)}`, () =>
            raw("TransactWriteItems", request),
          );
        });
        return true;
      } catch (error) {
        if (reasons(error).includes("ConditionalCheckFailed")) return false;
        throw error;
      }
    },
  };
}

async function untilSettled<T>(clock: Clock, run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await run();
    } catch (error) {
      const throttled = isThrottled(error);
      if (tries >= (throttled ? throttledTries : conflictTries) || !(throttled || isConflict(error))) throw error;
      await clock.wait(pause(throttled ? tries : Math.min(tries, 4), Math.random()));
    }
}

/** Other throttled calls the SDK has repeated already. */
const isThrottled = (error: unknown) =>
  failedAs(error, "throttled") && rejectedAs(error, "TransactionCanceledException");

const isConflict = (error: unknown) =>
  rejectedAs(error, "TransactionConflictException") ||
  rejectedAs(error, "TransactionInProgressException") ||
  (reasons(error).includes("TransactionConflict") && !reasons(error).includes("ConditionalCheckFailed"));

const reasons = (error: unknown) => (error instanceof AwsError ? cancellationCodes(error.cause) : []);
