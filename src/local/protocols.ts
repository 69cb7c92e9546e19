import type { IncomingMessage } from "node:http";
import { jsonProtocol } from "./json-protocol.ts";
import type { Protocol } from "./protocol.ts";
import { queryProtocol } from "./query-protocol.ts";
import type { Service } from "./service.ts";
import { spokenProtocol } from "./spoken-protocol.ts";

/** A service whose requests and answers are values; a raw one reads and writes the connection itself. */
export type MessageService = Exclude<Service, { protocol: "raw" }>;

export function protocolOf(service: MessageService, request: IncomingMessage): Protocol {
  const { protocol, namespace } = service;
  if (service.protocol === "spoken") return spokenProtocol(service, request);
  return protocol === "query"
    ? queryProtocol(namespace)
    : jsonProtocol(namespace, protocol === "json-1.0" ? "1.0" : "1.1");
}
