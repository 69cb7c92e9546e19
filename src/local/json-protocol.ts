import type { IncomingMessage } from "node:http";
import { isObject, type JsonObject } from "./json.ts";
import type { Protocol } from "./protocol.ts";
import type { Reply } from "./reply.ts";
import { ServiceError } from "./service.ts";

/** AWS JSON: the operation in X-Amz-Target behind the service's prefix, JSON in, JSON out. */
export const jsonProtocol = (prefix: string, version: "1.0" | "1.1"): Protocol => ({
  read: (request, body) => ({ operation: operationOf(request, prefix), input: parseInput(body.toString("utf8")) }),
  result: (_operation, output, requestId) => json(200, version, requestId, isObject(output) ? output : {}),
  error: ({ code, message, status, fields }, requestId) => ({
    ...json(status, version, requestId, { __type: code, message, ...fields }),
    headers: { "x-amzn-requestid": requestId, "x-amzn-errortype": code },
  }),
});

function operationOf({ headers }: IncomingMessage, prefix: string): string {
  const target = headers["x-amz-target"];
  const name = typeof target === "string" && target.startsWith(`${prefix}.`) ? target.slice(prefix.length + 1) : "";
  if (!name)
    throw new ServiceError(
      "UnknownOperationException",
      `X-Amz-Target must be ${prefix}.<operation>, not ${String(target)}`,
    );
  return name;
}

function parseInput(body: string): JsonObject {
  try {
    const value: unknown = JSON.parse(body === "" ? "{}" : body);
    if (isObject(value)) return value;
  } catch {
    // Answered below, as a document of a wrong shape is.
  }
  throw new ServiceError("SerializationException", "The request's body is not a JSON object.");
}

const json = (status: number, version: string, requestId: string, body: JsonObject): Reply => ({
  status,
  contentType: `application/x-amz-json-${version}`,
  headers: { "x-amzn-requestid": requestId },
  body: JSON.stringify(body),
});
