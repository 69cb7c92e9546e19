import type { IncomingMessage } from "node:http";
import { isPresignedV2 } from "./credential-scope.ts";
import { jsonProtocol } from "./json-protocol.ts";
import { queryProtocol } from "./query-protocol.ts";
import type { Reply } from "./reply.ts";
import type { ServiceError } from "./service.ts";
import { element } from "./xml.ts";

/** An error in the words the caller seems to speak, for a request that reached no service: its client must read it all the same. */
export function guessedError(request: IncomingMessage, error: ServiceError, requestId: string): Reply {
  const { headers } = request;
  if (headers["x-amz-target"] !== undefined) return jsonProtocol("", "1.1").error(error, requestId);
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded"))
    return queryProtocol("http://localhost/").error(error, requestId);
  if (isPresignedV2(request) || /(?:\/|%2F)s3(?:\/|%2F)aws4_request/i.test(`${headers.authorization} ${request.url}`))
    return s3Error(error, requestId);
  return jsonProtocol("", "1.1").error(error, requestId);
}

const s3Error = ({ code, message, status, fields }: ServiceError, requestId: string): Reply => ({
  status,
  contentType: "application/xml",
  headers: { "x-amz-request-id": requestId },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${element("Error", { Code: code, Message: message, ...fields, RequestId: requestId })}`,
});
