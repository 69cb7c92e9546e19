import type { IncomingMessage } from "node:http";
import type { Json, JsonObject } from "./json.ts";
import type { Reply } from "./reply.ts";
import type { ServiceError } from "./service.ts";

/** What a request asks for, once its protocol's wrapping is off. */
export interface Asked {
  readonly operation: string;
  readonly input: JsonObject;
}

/** How requests of one kind are read and answered. */
export interface Protocol {
  /** Throws ServiceError when the request is not one of this protocol. */
  read(request: IncomingMessage, body: Buffer): Asked;
  result(operation: string, output: Json, requestId: string): Reply;
  error(error: ServiceError, requestId: string): Reply;
}
