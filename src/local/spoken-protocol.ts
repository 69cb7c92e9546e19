import type { IncomingMessage } from "node:http";
import type { NumberKinds } from "./cbor/encode.ts";
import { cborProtocol } from "./cbor-protocol.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import { jsonProtocol } from "./json-protocol.ts";
import type { Protocol } from "./protocol.ts";
import { queryProtocol } from "./query-protocol.ts";
import { type MultilingualService, ServiceError } from "./service.ts";
import { xmlMap } from "./xml.ts";

/**
 * The protocol that one request to a service speaks which once had query alone. Its errors have two names: the shape's, which
 * is the code here, and the one that query clients have known ("awsQueryCompatible" in Smithy's AWS protocols).
 */
export function spokenProtocol(service: MultilingualService, { headers }: IncomingMessage): Protocol {
  const { namespace, target, kinds, queryCodes } = service;
  if (headers["smithy-protocol"] === "rpc-v2-cbor") return queryCompatible(cborProtocol(target, kinds), queryCodes);
  if (headers["x-amz-target"] !== undefined) return queryCompatible(jsonProtocol(target, "1.0"), queryCodes);
  const query = queryProtocol(namespace);
  return {
    ...query,
    result: (operation, output, requestId) => query.result(operation, worded(output, "", kinds), requestId),
    error: (error, requestId) =>
      query.error(new ServiceError(codeOf(error, queryCodes), error.message, error), requestId),
  };
}

type Codes = Readonly<Record<string, string>>;

const codeOf = ({ code }: ServiceError, codes: Codes) => codes[code] ?? code;

const queryCompatible = (protocol: Protocol, codes: Codes): Protocol => ({
  ...protocol,
  error(error, requestId) {
    const reply = protocol.error(error, requestId);
    const side = error.status >= 500 ? "Receiver" : "Sender";
    return { ...reply, headers: { ...reply.headers, "x-amzn-query-error": `${codeOf(error, codes)};${side}` } };
  },
});

/** Moments as query writes them, in ISO 8601, and maps as its entries. */
function worded(value: Json, member: string, kinds: NumberKinds): Json {
  if (typeof value === "number" && kinds[member] === "moment") return new Date(value * 1000).toISOString();
  if (isObject(value)) {
    const members: JsonObject = Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, worded(child, key, kinds)]),
    );
    return kinds[member] === "map" ? xmlMap(members) : members;
  }
  return Array.isArray(value) ? value.map((child) => worded(child, member, kinds)) : value;
}
