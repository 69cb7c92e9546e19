import { jsonProtocol } from "./json-protocol.ts";
import type { Protocol } from "./protocol.ts";
import { queryProtocol } from "./query-protocol.ts";
import type { Service } from "./service.ts";

/** A service whose requests and answers are values; a raw one reads and writes the connection itself. */
export type MessageService = Exclude<Service, { protocol: "raw" }>;

export const protocolOf = ({ protocol, namespace }: MessageService): Protocol =>
  protocol === "query" ? queryProtocol(namespace) : jsonProtocol(namespace, protocol === "json-1.0" ? "1.0" : "1.1");
