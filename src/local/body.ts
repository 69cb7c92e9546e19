import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { ServiceError } from "./service.ts";

/** Far above what any of these services takes, and small enough that no request exhausts the process. */
const limit = 16 * 1024 * 1024;

/** The whole body of a request, refused when it is longer than 16 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > limit)
      throw new ServiceError("RequestEntityTooLarge", `The request is longer than ${limit} bytes.`, { status: 413 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A body as it was before the client compressed it, which SDKs do with long requests to CloudWatch. */
export function unpacked({ headers }: IncomingMessage, body: Buffer): Buffer {
  if (headers["content-encoding"] !== "gzip") return body;
  try {
    return gunzipSync(body, { maxOutputLength: limit });
  } catch {
    throw new ServiceError("SerializationException", "The request's body is not what its Content-Encoding says.");
  }
}
