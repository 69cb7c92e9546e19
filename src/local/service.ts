import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { NumberKinds } from "./cbor/encode.ts";
import type { Json, JsonObject } from "./json.ts";

/** One API call, after its signature was read. */
export interface Call {
  readonly region: string;
  readonly account: string;
  readonly requestId: string;
  /** Whose key signed it. */
  readonly accessKeyId?: string;
  readonly trace?: Trace;
}

/** What is told of a call while it is served, for the log of calls. */
export interface Trace {
  /** The request's members, as soon as somebody has read them; the log keeps those that name resources. */
  about: JsonObject;
  /** Each fault that struck the call, as `kind id`. */
  readonly faults: string[];
}

/** How a service answers one operation. Throws ServiceError for what AWS would refuse. */
export type Operation = (input: JsonObject, call: Call) => Json | Promise<Json>;

/** A value, the bytes of one as the wire wants them, or the messages of an event stream. */
export type WireOutput = Json | Uint8Array | Readable;
export type WireOperation = (input: JsonObject, call: Call) => WireOutput | Promise<WireOutput>;

/** A service spoken to by one of AWS's request protocols, addressed by its SigV4 signing name. */
export type Service =
  | {
      readonly scope: string;
      /** query: form in, XML out (with this namespace); json: X-Amz-Target in, JSON out. */
      readonly protocol: "query" | "json-1.0" | "json-1.1";
      /** The XML namespace of query, the X-Amz-Target prefix of json. */
      readonly namespace: string;
      readonly operations: Readonly<Record<string, WireOperation>>;
    }
  | MultilingualService
  | {
      readonly scope: string;
      readonly protocol: "raw";
      /** The names of all its operations, as the API has them. */
      readonly names: readonly string[];
      /** Those of them that are known by name and refused as not there. */
      readonly absent?: readonly string[];
      /** Which of them a request is, where its target does not tell; undefined for none of them. */
      nameOf?(request: IncomingMessage, call: Call): string | undefined;
      handle(request: IncomingMessage, response: ServerResponse, call: Call): Promise<void>;
    };

/** A service that answers each request in the protocol it came in: RPC v2 with CBOR, JSON 1.0 or query. */
export interface MultilingualService {
  readonly scope: string;
  readonly protocol: "spoken";
  /** The XML namespace of query. */
  readonly namespace: string;
  /** The X-Amz-Target prefix, which is the service's name in CBOR's paths. */
  readonly target: string;
  /** What members' numbers mean, in outputs: moments are seconds since the epoch. */
  readonly kinds: NumberKinds;
  /** By the name of an error's shape the code that query has for it, where the two differ. */
  readonly queryCodes: Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, WireOperation>>;
}

/** An error as AWS would answer it: code, message and HTTP status; the wire format is the protocol's. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly code: string;
  readonly status: number;
  readonly fields: JsonObject;

  constructor(
    code: string,
    message: string,
    { status = 400, fields = {} }: { status?: number; fields?: JsonObject } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}
