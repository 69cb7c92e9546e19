import { createHash, randomBytes } from "node:crypto";
import { isObject, type JsonObject } from "../../json.ts";

/**
 * One message of Session Manager's data channel, as aws/session-manager-plugin defines it (src/message/clientmessage.go):
 * a header of 116 bytes, numbers big-endian, then the payload's length and the payload.
 */
export interface ClientMessage {
  readonly type: string;
  readonly sequence: number;
  readonly flags: number;
  readonly id: string;
  readonly payloadType: number;
  readonly payload: Buffer;
}

export const payloadTypes = {
  output: 1,
  size: 3,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  flag: 10,
} as const;

const offsets = {
  type: 4,
  schema: 36,
  created: 40,
  sequence: 48,
  flags: 56,
  id: 64,
  digest: 80,
  payloadType: 112,
  payloadLength: 116,
  payload: 120,
} as const;

type Written = Omit<ClientMessage, "id" | "flags" | "payloadType"> &
  Partial<Pick<ClientMessage, "flags" | "payloadType">>;

export function writeMessage({ type, sequence, flags = 0, payloadType = 0, payload }: Written, now: number): Buffer {
  const bytes = Buffer.alloc(offsets.payload + payload.length);
  bytes.writeUInt32BE(offsets.payloadLength, 0);
  bytes.write(type.padEnd(32, " "), offsets.type, "utf8");
  bytes.writeUInt32BE(1, offsets.schema);
  bytes.writeBigUInt64BE(BigInt(now), offsets.created);
  bytes.writeBigInt64BE(BigInt(sequence), offsets.sequence);
  bytes.writeBigUInt64BE(BigInt(flags), offsets.flags);
  randomBytes(16).copy(bytes, offsets.id);
  createHash("sha256").update(payload).digest().copy(bytes, offsets.digest);
  bytes.writeUInt32BE(payloadType, offsets.payloadType);
  bytes.writeUInt32BE(payload.length, offsets.payloadLength);
  payload.copy(bytes, offsets.payload);
  return bytes;
}

/** Undefined for what is no such message. */
export function readMessage(bytes: Buffer): ClientMessage | undefined {
  if (bytes.length < offsets.payload) return undefined;
  const payload = bytes.subarray(bytes.readUInt32BE(0) + 4);
  return {
    // The plugin fills with blanks, others with zeros.
    type: bytes.toString("utf8", offsets.type, offsets.schema).replaceAll("\0", " ").trim(),
    sequence: Number(bytes.readBigInt64BE(offsets.sequence)),
    flags: Number(bytes.readBigUInt64BE(offsets.flags)),
    id: uuidIn(bytes.subarray(offsets.id, offsets.digest)),
    payloadType: bytes.readUInt32BE(offsets.payloadType),
    payload,
  };
}

/** The second half of a UUID is written first. */
const uuidIn = (bytes: Buffer) =>
  Buffer.concat([bytes.subarray(8), bytes.subarray(0, 8)])
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

export const jsonOf = (value: JsonObject): Buffer => Buffer.from(JSON.stringify(value));

/** Empty for what is no JSON object. */
export function objectIn(bytes: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
