import { isObject, type Json } from "../json.ts";

/** How a number under a member's name is written: as a moment in seconds, or as a double even when it is whole. */
export type NumberKinds = Readonly<Record<string, "moment" | "double" | "map">>;

/** A value as CBOR (RFC 8949); members that are undefined are left out. */
export function encodeCbor(value: Json, kinds: NumberKinds): Buffer {
  const parts: Buffer[] = [];
  write(value, "", { parts, kinds });
  return Buffer.concat(parts);
}

interface Writer {
  readonly parts: Buffer[];
  readonly kinds: NumberKinds;
}

/** `member` is the name under which the value, or the list it stands in, is found. */
function write(value: Json, member: string, writer: Writer): void {
  const { parts, kinds } = writer;
  if (value === undefined || value === null) parts.push(Buffer.of(0xf6));
  else if (typeof value === "boolean") parts.push(Buffer.of(value ? 0xf5 : 0xf4));
  else if (typeof value === "number") writeNumber(value, kinds[member], parts);
  else if (typeof value === "string") writeText(value, parts);
  else if (isObject(value)) {
    const entries = Object.entries(value).filter(([, child]) => child !== undefined);
    parts.push(head(5, entries.length));
    for (const [key, child] of entries) {
      writeText(key, parts);
      write(child, key, writer);
    }
  } else {
    parts.push(head(4, value.length));
    for (const child of value) write(child, member, writer);
  }
}

function writeNumber(value: number, kind: NumberKinds[string] | undefined, parts: Buffer[]) {
  if (kind === "moment") parts.push(Buffer.of(0xc1));
  if (kind === undefined && Number.isSafeInteger(value)) parts.push(value < 0 ? head(1, -1 - value) : head(0, value));
  else {
    const double = Buffer.alloc(9, 0xfb);
    double.writeDoubleBE(value, 1);
    parts.push(double);
  }
}

function writeText(value: string, parts: Buffer[]) {
  const bytes = Buffer.from(value);
  parts.push(head(3, bytes.length), bytes);
}

function head(major: number, count: number): Buffer {
  const first = major << 5;
  if (count < 24) return Buffer.of(first | count);
  const size = count < 2 ** 8 ? 1 : count < 2 ** 16 ? 2 : count < 2 ** 32 ? 4 : 8;
  const bytes = Buffer.alloc(1 + size, first | (24 + Math.log2(size)));
  if (size === 8) bytes.writeBigUInt64BE(BigInt(count), 1);
  else bytes.writeUIntBE(count, 1, size);
  return bytes;
}
