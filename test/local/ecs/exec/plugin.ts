import { randomBytes } from "node:crypto";
import { request } from "node:http";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import { type ClientMessage, readMessage, writeMessage } from "../../../../src/local/ecs/exec/client-message.ts";

interface Session {
  readonly sessionId?: string | undefined;
  readonly streamUrl?: string | undefined;
  readonly tokenValue?: string | undefined;
}

/** Speaks on a data channel as aws/session-manager-plugin does: opens it with the token, shakes hands, acknowledges. */
export async function plugin({ streamUrl = "", tokenValue = "" }: Session, { deaf = 0, token = tokenValue } = {}) {
  const socket = await upgraded(streamUrl);
  const messages: ClientMessage[] = [];
  let ignored = deaf;
  let expected = 0;
  let sequence = 0;
  let closed = false;
  let shown = "";
  let ready = false;
  const send = (code: number, data: Buffer) => socket.writable && socket.write(masked(code, data));
  const input = (payloadType: number, payload: Buffer) => {
    send(2, writeMessage({ type: "input_stream_data", sequence, payloadType, payload }, Date.now()));
    sequence += 1;
  };
  const hear = (message: ClientMessage) => {
    messages.push(message);
    if (message.type !== "output_stream_data") return;
    if (ignored > 0) {
      ignored -= 1;
      return;
    }
    // What comes too early is left to come again.
    if (message.sequence > expected) return;
    send(2, acknowledge(message));
    if (message.sequence < expected) return;
    expected += 1;
    if (message.payloadType === 7) ready = true;
    if (message.payloadType === 5) input(6, Buffer.from(JSON.stringify({ ClientVersion: "1.2.0" })));
    if (message.payloadType === 1) shown += message.payload.toString("utf8");
  };
  readFrames(socket, (data) => {
    const message = readMessage(data);
    if (message) hear(message);
  });
  socket.on("close", () => (closed = true));
  send(1, Buffer.from(JSON.stringify({ MessageSchemaVersion: "1.0", TokenValue: token, ClientId: "test" })));
  return {
    messages,
    type: (text: string) => input(1, Buffer.from(text)),
    terminate: () => input(10, Buffer.from([0, 0, 0, 2])),
    ping: () => send(9, Buffer.from("hi")),
    ready: () => ready,
    shown: () => shown,
    closed: () => closed,
  };
}

/** Asks for a WebSocket; rejects with the status of what else is answered. */
export function upgraded(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const asked = request(url.replace(/^ws/, "http"), {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": randomBytes(16).toString("base64"),
        ...headers,
      },
    });
    asked.once("upgrade", (_answer, socket) => {
      onTestFinished(() => void socket.destroy());
      resolve(socket);
    });
    asked.once("response", ({ statusCode }) => reject(new Error(`answered ${statusCode}`)));
    asked.once("error", reject);
    asked.end();
  });
}

/** Each frame in two parts where it can be: what is sent in parts is one message. */
function masked(code: number, data: Buffer): Buffer {
  const split = code < 8 && data.length > 1 ? 1 : data.length;
  const parts = split < data.length ? [data.subarray(0, split), data.subarray(split)] : [data];
  return Buffer.concat(
    parts.map((part, index) => frame((index === parts.length - 1 ? 0x80 : 0) | (index === 0 ? code : 0), part)),
  );
}

function frame(first: number, data: Buffer): Buffer {
  const mask = randomBytes(4);
  const length = data.length < 126 ? [data.length] : [126, data.length >> 8, data.length & 0xff];
  const head = Buffer.from([first, ...length]);
  head[1] = (head[1] ?? 0) | 0x80;
  return Buffer.concat([head, mask, Buffer.from(data.map((byte, at) => byte ^ (mask[at % 4] ?? 0)))]);
}

function readFrames(socket: Duplex, each: (data: Buffer) => void): void {
  let bytes: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const short = (bytes[1] ?? 0) & 0x7f;
      const start = short === 126 ? 4 : 2;
      if (bytes.length < start) return;
      const length = short === 126 ? bytes.readUInt16BE(2) : short;
      if (bytes.length < start + length) return;
      each(bytes.subarray(start, start + length));
      bytes = bytes.subarray(start + length);
    }
  });
}

const acknowledge = ({ type, id, sequence }: ClientMessage) =>
  writeMessage(
    {
      type: "acknowledge",
      sequence: 0,
      flags: 3,
      payload: Buffer.from(
        JSON.stringify({
          AcknowledgedMessageType: type,
          AcknowledgedMessageId: id,
          AcknowledgedMessageSequenceNumber: sequence,
          IsSequentialMessage: true,
        }),
      ),
    },
    Date.now(),
  );
