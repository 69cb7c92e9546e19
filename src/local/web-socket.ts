import { createHash } from "node:crypto";
import type { Upgrade } from "./resource.ts";
import { tellFailure } from "./unattended.ts";
import { frameCodes, frameOf, frameReader } from "./web-socket-frames.ts";

/** The server's end of a WebSocket (RFC 6455). */
export interface WebSocket {
  readonly send: (data: Buffer) => void;
  /** Nothing is heard any more. */
  readonly close: () => void;
}

export interface WebSocketEvents {
  /** One that throws ends the connection. */
  readonly message: (data: Buffer, kind: "text" | "binary") => void;
  /** Said once. */
  readonly closed: () => void;
}

const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Answers a request for a WebSocket and speaks on its connection from then on; messages above 1 MiB end it. */
export function acceptWebSocket({ request, socket, head }: Upgrade, events: WebSocketEvents): WebSocket {
  const accept = createHash("sha1")
    .update(`${request.headers["sec-websocket-key"] ?? ""}${guid}`)
    .digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const open = () => socket.writable;
  const close = (code?: number) => {
    if (open()) socket.end(frameOf(frameCodes.close, code === undefined ? Buffer.alloc(0) : reasonOf(code)));
  };
  const read = frameReader({
    message: events.message,
    ping: (data) => socket.write(frameOf(frameCodes.pong, data)),
    close,
    open,
  });
  if (head.length > 0) socket.unshift(head);
  socket.on("data", (chunk: Buffer) => {
    // What comes after the close is dropped, but read: the other side's end is behind it.
    if (!open()) return;
    try {
      read(chunk);
    } catch (error) {
      tellFailure("A message could not be answered", error);
      socket.destroy();
    }
  });
  // Node leaves the half of a connection open that the other side has not ended.
  socket.once("end", () => socket.end());
  socket.once("close", events.closed);
  return { send: (data) => open() && socket.write(frameOf(frameCodes.binary, data)), close: () => close() };
}

function reasonOf(code: number): Buffer {
  const reason = Buffer.alloc(2);
  reason.writeUInt16BE(code);
  return reason;
}
