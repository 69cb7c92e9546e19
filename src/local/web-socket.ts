import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** The server's end of a WebSocket (RFC 6455). */
export interface WebSocket {
  readonly send: (data: Buffer) => void;
  readonly close: () => void;
}

export interface WebSocketEvents {
  readonly message: (data: Buffer, kind: "text" | "binary") => void;
  /** Said once. */
  readonly closed: () => void;
}

const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const longest = 1024 * 1024;
const codes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Answers a request for a WebSocket and speaks on its connection from then on; messages above 1 MiB end it. */
export function acceptWebSocket(request: IncomingMessage, socket: Duplex, events: WebSocketEvents): WebSocket {
  const accept = createHash("sha1")
    .update(`${request.headers["sec-websocket-key"] ?? ""}${guid}`)
    .digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const close = () => {
    if (socket.writable) socket.end(frameOf(codes.close, Buffer.alloc(0)));
  };
  const read = frameReader({
    message: events.message,
    ping: (data) => socket.write(frameOf(codes.pong, data)),
    close,
  });
  socket.on("data", (chunk: Buffer) => read(chunk));
  socket.on("error", () => socket.destroy());
  socket.once("close", events.closed);
  return { send: (data) => socket.writable && socket.write(frameOf(codes.binary, data)), close };
}

function frameOf(code: number, data: Buffer): Buffer {
  const head = data.length < 126 ? Buffer.alloc(2) : data.length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  head[0] = 0x80 | code;
  head[1] = data.length < 126 ? data.length : data.length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(data.length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(data.length), 2);
  return Buffer.concat([head, data]);
}

interface Frame {
  readonly final: boolean;
  readonly code: number;
  readonly data: Buffer;
  readonly rest: Buffer;
}

/** Reads one frame; undefined while it is not whole. */
function frameIn(bytes: Buffer): Frame | undefined {
  const size = sizeIn(bytes);
  if (!size) return undefined;
  const start = size.end + ((bytes[1] ?? 0) & 0x80 ? 4 : 0);
  if (size.length <= longest && bytes.length < start + size.length) return undefined;
  const mask = bytes.subarray(size.end, start);
  const data = unmasked(bytes.subarray(start, start + size.length), mask);
  const first = bytes[0] ?? 0;
  return { final: (first & 0x80) !== 0, code: first & 0x0f, data, rest: bytes.subarray(start + size.length) };
}

/** How long a frame's data is, and where that is said to its end. */
function sizeIn(bytes: Buffer): { readonly length: number; readonly end: number } | undefined {
  const short = (bytes[1] ?? 0) & 0x7f;
  const end = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < end) return undefined;
  if (end === 4) return { length: bytes.readUInt16BE(2), end };
  return { length: end === 10 ? Number(bytes.readBigUInt64BE(2)) : short, end };
}

const unmasked = (data: Buffer, mask: Buffer): Buffer =>
  mask.length === 0 ? data : Buffer.from(data.map((byte, at) => byte ^ (mask[at % 4] ?? 0)));

interface Heard extends Pick<WebSocketEvents, "message"> {
  readonly ping: (data: Buffer) => void;
  readonly close: () => void;
}

/** Puts frames together to messages, in whatever chunks they come. */
function frameReader({ message, ping, close }: Heard): (chunk: Buffer) => void {
  let bytes: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let kind: "text" | "binary" = "binary";
  const hear = ({ code, data, final }: Frame) => {
    if (code === codes.ping) return ping(data);
    if (code === codes.close) return close();
    if (code === codes.pong) return undefined;
    if (code !== codes.continuation) kind = code === codes.text ? "text" : "binary";
    parts.push(data);
    if (!final) return undefined;
    const whole = Buffer.concat(parts);
    parts = [];
    return message(whole, kind);
  };
  return (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (let frame = frameIn(bytes); frame; frame = frameIn(bytes)) {
      bytes = frame.rest;
      if (parts.reduce((sum, part) => sum + part.length, frame.data.length) > longest) return close();
      hear(frame);
    }
  };
}
