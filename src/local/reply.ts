import type { ServerResponse } from "node:http";

/** An answer that is complete before its first byte is sent. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export function send(response: ServerResponse, { status, contentType, headers = {}, body }: Reply): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, "content-type": contentType, "content-length": bytes.length });
  response.end(bytes);
}
