import { decodeCbor } from "./cbor/decode.ts";
import { encodeCbor, type NumberKinds } from "./cbor/encode.ts";
import { isObject, type JsonObject } from "./json.ts";
import type { Protocol } from "./protocol.ts";
import type { Reply } from "./reply.ts";
import { ServiceError } from "./service.ts";

/** Smithy's RPC v2 with CBOR: the operation in the path behind the service's name, one CBOR map in, one out. */
export const cborProtocol = (service: string, kinds: NumberKinds): Protocol => ({
  read({ url = "" }, body) {
    const [, name, operation] = /^\/service\/([^/]+)\/operation\/(\w+)$/.exec(url) ?? [];
    if (name !== service || operation === undefined)
      throw new ServiceError(
        "UnknownOperationException",
        `The path must be /service/${service}/operation/<operation>.`,
      );
    const input = body.length === 0 ? {} : decodeCbor(body);
    if (!isObject(input)) throw new ServiceError("SerializationException", "The request's body is not a CBOR map.");
    return { operation, input };
  },
  result: (_operation, output, requestId) => cbor(200, requestId, encodeCbor(isObject(output) ? output : {}, kinds)),
  error: ({ code, message, status, fields }, requestId) =>
    cbor(status, requestId, encodeCbor(errorBody(code, message, fields), kinds)),
});

const errorBody = (code: string, message: string, fields: JsonObject) => ({ __type: code, message, ...fields });

const cbor = (status: number, requestId: string, body: Buffer): Reply => ({
  status,
  contentType: "application/cbor",
  headers: { "smithy-protocol": "rpc-v2-cbor", "x-amzn-requestid": requestId },
  body,
});
