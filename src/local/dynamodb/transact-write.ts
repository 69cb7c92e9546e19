import { itemSize } from "dynalite/db/index.js";
import { isObject, list, object, text, type Json, type JsonObject } from "../json.ts";
import { ServiceError } from "../service.ts";
import { capacity } from "./capacity.ts";
import type { Rows } from "./database.ts";
import type { Dynamo, TableOperation } from "./dynamo.ts";
import { keyFault } from "./batch-write.ts";
import { replay, type Replay } from "./idempotency.ts";
import { invalid } from "./refuse.ts";
import { itemKey, perform, writeOf, type Write } from "./write-item.ts";

const kinds = { Put: "PutItem", Update: "UpdateItem", Delete: "DeleteItem", ConditionCheck: "DeleteItem" } as const;
const maxBytes = 4 * 1024 * 1024;

/** All of up to 100 writes and checks, or none of them: they share one change of the database. */
export const transactWriteItems: TableOperation = (dynamo, input, { region }) => {
  const known = replay(dynamo, region, input);
  const parts = partsOf(input);
  return dynamo.database.change(async (rows) => {
    const earlier = await known?.find(rows);
    if (earlier !== undefined) return earlier;
    const answers = await all(dynamo, region, rows, parts);
    return remember(known, rows, input, answers);
  });
};

function remember(
  known: Replay | undefined,
  rows: Rows,
  input: JsonObject,
  answers: readonly JsonObject[],
): JsonObject {
  const units = { factor: 2 };
  // A replay reads what it does not write again, and says so.
  known?.keep(rows, capacity(input, answers, { ...units, kind: "ReadCapacityUnits" }));
  return capacity(input, answers, { ...units, kind: "WriteCapacityUnits" });
}

async function all(
  dynamo: Dynamo,
  region: string,
  rows: Rows,
  parts: readonly Write[],
): Promise<readonly JsonObject[]> {
  const keys = parts.map(({ request }) => existingKey(dynamo, region, request));
  if (new Set(keys).size < keys.length)
    throw invalid("Transaction request cannot include multiple operations on one item");
  const answers: JsonObject[] = [];
  const reasons: JsonObject[] = [];
  for (const part of parts) {
    try {
      answers.push(await perform(dynamo, region, rows, part));
      reasons.push({ Code: "None" });
    } catch (error) {
      reasons.push(reasonOf(error));
    }
  }
  if (reasons.some(({ Code }) => Code !== "None")) throw cancelled(reasons);
  return answers;
}

/** A key that does not fit its table cancels the transaction later; a table that is missing refuses it at once. */
function existingKey(dynamo: Dynamo, region: string, request: JsonObject): string {
  try {
    const key = itemKey(dynamo, region, request);
    if (key === undefined) throw new ServiceError("ResourceNotFoundException", "Requested resource not found");
    return key;
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    return JSON.stringify(request);
  }
}

function reasonOf(error: unknown): JsonObject {
  const known = keyFault(error);
  if (!(known instanceof ServiceError)) throw error;
  const { code, message, fields } = known;
  if (code === "ConditionalCheckFailedException")
    return { Code: "ConditionalCheckFailed", Message: message, ...fields };
  if (code === "ValidationException") return { Code: "ValidationError", Message: message };
  throw known;
}

function cancelled(reasons: readonly JsonObject[]): ServiceError {
  const codes = reasons.map((reason) => text(reason, "Code")).join(", ");
  return new ServiceError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { fields: { CancellationReasons: reasons } },
  );
}

function partsOf(input: JsonObject): readonly Write[] {
  const items = list(input, "TransactItems");
  if (items.length === 0 || items.length > 100)
    throw invalid(
      `1 validation error detected: Value '[${items.map(() => "TransactWriteItem").join(", ")}]' at 'transactItems' failed to satisfy constraint: ` +
        `Member must have length ${items.length === 0 ? "greater than or equal to 1" : "less than or equal to 100"}`,
    );
  const parts = items.map((item, index) => partOf(item, index + 1, input));
  const bytes = parts.reduce((sum, { request }) => sum + itemSize(object(request, "Item")), 0);
  if (bytes > maxBytes) throw invalid("Aggregate size of the items in the transaction cannot exceed 4 MB");
  return parts;
}

function partOf(item: Json, position: number, { ReturnConsumedCapacity = "NONE" }: JsonObject): Write {
  const found = Object.entries(kinds).filter(([kind]) => isObject(item) && isObject(item[kind]));
  const [kind, action] = found[0] ?? [];
  if (found.length !== 1 || kind === undefined || action === undefined)
    throw invalid("TransactItems can only contain one of Check, Put, Update or Delete");
  const request = object(item, kind);
  const needed = { Update: "UpdateExpression", ConditionCheck: "ConditionExpression" }[kind];
  if (needed !== undefined && typeof request[needed] !== "string")
    throw invalid(
      `1 validation error detected: Value null at 'transactItems.${position}.member.${lower(kind)}.${lower(needed)}' failed to satisfy constraint: Member must not be null`,
    );
  const write = writeOf(action, { ...request, ReturnConsumedCapacity });
  if (kind !== "ConditionCheck") return write;
  return { ...write, action: "GetItem", request: { ...write.request, ConsistentRead: true } };
}

const lower = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
