import type { IncomingMessage } from "node:http";
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
