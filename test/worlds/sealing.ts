import { createHash } from "node:crypto";
import * as zlib from "node:zlib";
import { listed, partNames, record, type Row } from "./rows.ts";

/** In hex. */
export const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** The plain bytes; undefined where they cannot be had. */
export function unpacked(codec: string, stored: Uint8Array): Buffer | undefined {
  try {
    if (codec === "gzip") return zlib.gunzipSync(stored);
    const unpack: unknown = Reflect.get(zlib, "zstdDecompressSync");
    const plain: unknown = typeof unpack === "function" ? Reflect.apply(unpack, undefined, [stored]) : undefined;
    return Buffer.isBuffer(plain) ? plain : undefined;
  } catch {
    return undefined;
  }
}

/** JSON without blanks, names in the order of their code units. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => `${JSON.stringify(name)}:${canonicalJson(one)}`)
    .join(",")}}`;
}

/** A row as the one line it must be: names sorted, also in maps, and sets sorted. */
export const canonicalLine = (row: Row): string => `{"Item":${canonicalJson(sorted(row))}}`;

const sorted = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, sortedValue(record(value))]));

function sortedValue(value: Row): Row {
  const [[type, inside] = []] = Object.entries(value);
  if (type === "M") return { M: sorted(record(inside)) };
  if (type === "L") return { L: listed(inside).map((one) => sortedValue(record(one))) };
  if (type === "SS" || type === "NS" || type === "BS") return { [type]: listed(inside).map(String).sort() };
  return value;
}

/** Hashes in hex, added modulo 2^256. */
export const bigSum = (hashes: readonly string[]): string =>
  BigInt.asUintN(
    256,
    hashes.reduce((sum, one) => sum + BigInt(`0x${one}`), 0n),
  )
    .toString(16)
    .padStart(64, "0");

/** Leaves are hashed with a `0` before, pairs with a `1`; an odd one goes up as it is. */
export function merkleRootOf(chunks: readonly Row[]): string {
  const over = (level: readonly string[]): string => {
    const [only = sha256(""), ...more] = level;
    if (more.length === 0) return only;
    const up: string[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const pair = level.slice(at, at + 2);
      up.push(pair.length === 2 ? sha256(`1${pair.join("")}`) : pair.join(""));
    }
    return over(up);
  };
  return over(chunks.map((chunk) => sha256(`0${String(chunk["sha256"])}`)));
}

/** A line a part: its name, its rows, the sum of its sums. */
export const contentHashOf = (chunks: readonly Row[]): string =>
  sha256(
    partNames
      .map((part) => {
        const own = chunks.filter((chunk) => chunk["part"] === part);
        const items = own.reduce((sum, chunk) => sum + Number(chunk["items"]), 0);
        return `${part} ${items} ${bigSum(own.map((chunk) => String(chunk["sum"])))}\n`;
      })
      .join(""),
  );

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

/** A row as the SDK gives it, in the form that goes over the wire: bytes as base64. */
export const wireRow = (row: object): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, wireValue(record(value))]));

function wireValue(value: Row): Row {
  const [[type, inside] = []] = Object.entries(value);
  if (type === "B" && isBytes(inside)) return { B: Buffer.from(inside).toString("base64") };
  if (type === "BS")
    return { BS: listed(inside).map((one) => (isBytes(one) ? Buffer.from(one).toString("base64") : one)) };
  if (type === "M") return { M: wireRow(record(inside)) };
  if (type === "L") return { L: listed(inside).map((one) => wireValue(record(one))) };
  return value;
}
