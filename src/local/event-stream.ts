import { crc32 } from "node:zlib";
import type { JsonObject } from "./json.ts";

/** One event of an AWS event stream, as application/vnd.amazon.eventstream frames it. */
export const eventMessage = (type: string, payload: JsonObject): Buffer =>
  message({ ":message-type": "event", ":event-type": type, ":content-type": "application/json" }, payload);

/** The exception that ends an event stream. */
export const exceptionMessage = (type: string, text: string): Buffer =>
  message(
    { ":message-type": "exception", ":exception-type": type, ":content-type": "application/json" },
    { message: text },
  );

/** Two lengths and their checksum, then headers and payload, then a checksum of all before it. */
function message(headers: Readonly<Record<string, string>>, payload: JsonObject): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value)));
  const body = Buffer.from(JSON.stringify(payload));
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(12 + head.length + body.length + 4);
  prelude.writeUInt32BE(head.length, 4);
  const checked = Buffer.concat([prelude, checksum(prelude), head, body]);
  return Buffer.concat([checked, checksum(checked)]);
}

/** The type of a header's value that is text. */
const textType = 7;

function header(name: string, value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([textType]), length, bytes]);
}

function checksum(bytes: Uint8Array): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}
