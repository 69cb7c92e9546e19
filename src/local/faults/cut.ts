import type { ServerResponse } from "node:http";
import type { WireCall } from "../resource.ts";
import { ServiceError } from "../service.ts";
import type { Cut } from "./fault.ts";

/** Breaks the connection now, or when the answer is about to be sent. */
export function cutConnection({ request, response }: WireCall, cut: Cut): void {
  if (cut === "response" || cut === "half") {
    cutAnswer(response, cut === "half" ? 0.5 : 0);
    return;
  }
  if (cut === "reset") request.socket.resetAndDestroy();
  else request.socket.destroy();
  throw new ServiceError("ConnectionCut", "The connection was cut before the call was run.");
}

/** Sends this share of the answer's first piece and closes the connection. */
function cutAnswer(response: ServerResponse, share: number) {
  const send = response.write.bind(response);
  const close = () => response.socket?.destroy();
  const cut = (chunk: unknown) => {
    if (share > 0 && (typeof chunk === "string" || chunk instanceof Uint8Array))
      send(Buffer.from(chunk).subarray(0, Math.ceil(chunk.length * share)), "utf8", close);
    else close();
  };
  response.write = (chunk: unknown) => {
    cut(chunk);
    return false;
  };
  response.end = (chunk?: unknown) => {
    cut(chunk);
    return response;
  };
}
