import type { ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";

/** An answer: complete before its first byte is sent, or a stream that goes on until it ends or the client leaves. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Readable;
}

export function send(response: ServerResponse, { status, contentType, headers = {}, body }: Reply): void {
  if (body instanceof Readable) {
    response.writeHead(status, { ...headers, "content-type": contentType });
    response.flushHeaders();
    // Either side may leave: the other is closed, and there is nobody to tell.
    pipeline(body, response, () => {});
    return;
  }
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  response.writeHead(status, { ...headers, "content-type": contentType, "content-length": bytes.length });
  response.end(bytes);
}
