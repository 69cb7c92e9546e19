import type { Json } from "../json.ts";
import { ServiceError } from "../service.ts";

/** As deep as any AWS input goes, and far from the end of the stack. */
const deepest = 64;

/**
 * The value of one CBOR item (RFC 8949) as Smithy's RPC v2 protocol uses it: a tagged moment is its number of seconds, bytes
 * are base64. Throws SerializationException for what is torn, too deep, or followed by more.
 */
export function decodeCbor(bytes: Buffer): Json {
  const reader: Reader = { bytes, at: 0 };
  try {
    const value = item(reader, 0);
    if (reader.at === bytes.length) return value;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new ServiceError("SerializationException", "The request's body is not one CBOR item.");
}

interface Reader {
  readonly bytes: Buffer;
  at: number;
}

interface Head {
  readonly major: number;
  readonly info: number;
}

const endless = 31;
const stop = 0xff;

function item(reader: Reader, depth: number): Json {
  if (depth > deepest) throw new RangeError("too deep");
  const first = reader.bytes.readUInt8(reader.at);
  reader.at += 1;
  const head = { major: first >> 5, info: first & 31 };
  switch (head.major) {
    case 0:
      return count(reader, head);
    case 1:
      return -1 - count(reader, head);
    case 2:
      return chunks(reader, head).toString("base64");
    case 3:
      return chunks(reader, head).toString("utf8");
    case 4:
      return items(reader, head, depth);
    case 5:
      return map(reader, head, depth);
    case 6:
      count(reader, head);
      return item(reader, depth + 1);
    default:
      return simple(reader, head);
  }
}

/** The argument of a head: in it, or in the 1, 2, 4 or 8 bytes behind it. */
function count(reader: Reader, { info }: Head): number {
  if (info < 24) return info;
  const size = 2 ** (info - 24);
  if (size > 8) throw new RangeError("reserved");
  const { bytes, at } = reader;
  reader.at += size;
  return size === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUIntBE(at, size);
}

/** Bytes or text: whole, or in pieces that are whole. */
function chunks(reader: Reader, head: Head): Buffer {
  if (head.info !== endless) return take(reader, count(reader, head));
  const parts: Buffer[] = [];
  while (!stopped(reader)) {
    const info = reader.bytes.readUInt8(reader.at) & 31;
    reader.at += 1;
    parts.push(take(reader, count(reader, { major: head.major, info })));
  }
  return Buffer.concat(parts);
}

function take(reader: Reader, length: number): Buffer {
  const part = reader.bytes.subarray(reader.at, reader.at + length);
  if (part.length < length) throw new RangeError("torn");
  reader.at += length;
  return part;
}

function items(reader: Reader, head: Head, depth: number): readonly Json[] {
  const found: Json[] = [];
  const length = head.info === endless ? Infinity : count(reader, head);
  while (length === Infinity ? !stopped(reader) : found.length < length) found.push(item(reader, depth + 1));
  return found;
}

function map(reader: Reader, head: Head, depth: number): Json {
  const entries: [string, Json][] = [];
  const length = head.info === endless ? Infinity : count(reader, head);
  while (length === Infinity ? !stopped(reader) : entries.length < length) {
    const key = item(reader, depth + 1);
    if (typeof key !== "string") throw new RangeError("a key that is no text");
    entries.push([key, item(reader, depth + 1)]);
  }
  return Object.fromEntries(entries);
}

function stopped(reader: Reader): boolean {
  if (reader.bytes.readUInt8(reader.at) !== stop) return false;
  reader.at += 1;
  return true;
}

function simple(reader: Reader, { info }: Head): Json {
  if (info === 20 || info === 21) return info === 21;
  if (info === 22 || info === 23) return undefined;
  if (info === 25) return half(take(reader, 2).readUInt16BE());
  if (info === 26) return take(reader, 4).readFloatBE();
  if (info === 27) return take(reader, 8).readDoubleBE();
  throw new RangeError("reserved");
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
