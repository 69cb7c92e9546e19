import type { IncomingMessage, ServerResponse } from "node:http";
import { crc32 } from "node:zlib";
import { serviceError } from "../answer.ts";
import { readBody } from "../body.ts";
import { isObject, type JsonObject } from "../json.ts";
import { ServiceError, type Call } from "../service.ts";
import { batchWriteItem } from "./batch-write.ts";
import { cancelBulkOperation } from "./bulk/cancel.ts";
import { describeBulkOperation } from "./bulk/describe.ts";
import { listBulkOperations } from "./bulk/list.ts";
import { startBulkPutItems } from "./bulk/start.ts";
import { createTable } from "./create-table.ts";
import { deleteTable } from "./delete-table.ts";
import { describeTable } from "./describe-table.ts";
import type { Dynamo, TableOperation } from "./dynamo.ts";
import { listTables } from "./list-tables.ts";
import { batchGetItem, reading } from "./read-items.ts";
import { errorBody } from "./refuse.ts";
import {
  describeContinuousBackups,
  describeTimeToLive,
  updateContinuousBackups,
  updateTimeToLive,
} from "./settings.ts";
import { listTagsOfResource, tagResource, untagResource } from "./tags.ts";
import { transactGetItems } from "./transact-get.ts";
import { transactWriteItems } from "./transact-write.ts";
import { updateTable } from "./update-table.ts";
import { writing } from "./write-item.ts";

const operations: ReadonlyMap<string, TableOperation> = new Map(
  Object.entries({
    BatchGetItem: batchGetItem,
    BatchWriteItem: batchWriteItem,
    CancelBulkOperation: cancelBulkOperation,
    CreateTable: createTable,
    DeleteItem: writing("DeleteItem"),
    DeleteTable: deleteTable,
    DescribeBulkOperation: describeBulkOperation,
    DescribeContinuousBackups: describeContinuousBackups,
    DescribeTable: describeTable,
    DescribeTimeToLive: describeTimeToLive,
    GetItem: reading("GetItem"),
    ListBulkOperations: listBulkOperations,
    ListTables: listTables,
    ListTagsOfResource: listTagsOfResource,
    PutItem: writing("PutItem"),
    Query: reading("Query"),
    Scan: reading("Scan"),
    StartBulkPutItems: startBulkPutItems,
    TagResource: tagResource,
    TransactGetItems: transactGetItems,
    TransactWriteItems: transactWriteItems,
    UntagResource: untagResource,
    UpdateContinuousBackups: updateContinuousBackups,
    UpdateItem: writing("UpdateItem"),
    UpdateTable: updateTable,
    UpdateTimeToLive: updateTimeToLive,
  }),
);

export const operationNames: readonly string[] = [...operations.keys()];

/** Answers one request of the JSON 1.0 protocol. */
export async function answer(dynamo: Dynamo, request: IncomingMessage, response: ServerResponse, call: Call) {
  try {
    const operation = targeted(request);
    const input = parsed((await readBody(request)).toString("utf8"));
    if (call.trace) call.trace.about = input;
    send(response, call, 200, await operation(dynamo, input, call));
  } catch (error) {
    const known =
      error instanceof ServiceError
        ? error
        : new ServiceError("InternalServerError", serviceError(error).message, { status: 500 });
    send(response, call, known.status, errorBody(known));
  }
}

function targeted({ headers }: IncomingMessage): TableOperation {
  const target = String(headers["x-amz-target"] ?? "");
  const operation = operations.get(target.slice("DynamoDB_20120810.".length));
  if (operation !== undefined && target.startsWith("DynamoDB_20120810.")) return operation;
  throw new ServiceError(
    "UnsupportedOperation",
    `${target.replace(/_\d+\./, " ") || "A request without X-Amz-Target"} is not part of the local cloud.`,
    { status: 501 },
  );
}

function parsed(body: string): JsonObject {
  const value = jsonOf(body);
  if (!isObject(value))
    throw new ServiceError("SerializationException", "Start of structure or map found where not expected.");
  return value;
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ServiceError("SerializationException", "The request body is not valid JSON.");
  }
}

function send(response: ServerResponse, { requestId }: Call, status: number, value: JsonObject) {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    "content-type": "application/x-amz-json-1.0",
    "content-length": body.length,
    "x-amzn-requestid": requestId,
    "x-amz-crc32": String(crc32(body)),
  });
  response.end(body);
}
