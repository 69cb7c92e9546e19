import { GworldError } from "../error.ts";

/** A tar file is made of blocks of so many bytes. */
export const tarBlock = 512;

/** A regular file in a tar, as gworld writes it. */
export interface TarEntry {
  readonly name: string;
  readonly size: number;
}

/**
 * The header of a regular file in the form of POSIX ustar: no owner, no time, so that equal content makes equal files. The
 * name has at most 100 ASCII characters.
 */
export function tarHeader({ name, size }: TarEntry): Uint8Array {
  const block = new Uint8Array(tarBlock);
  const put = (at: number, text: string) => block.set(encoder.encode(text), at);
  put(0, name);
  put(100, "0000600\0");
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, `${size.toString(8).padStart(11, "0")}\0`);
  put(136, "00000000000\0");
  put(156, "0");
  put(257, "ustar\x0000");
  put(329, "0000000\0");
  put(337, "0000000\0");
  put(148, `${sumOf(block).toString(8).padStart(6, "0")}\0 `);
  return block;
}

/**
 * The entry of a header block; undefined for a block of zeros, by which a tar ends. Takes nothing but what `tarHeader`
 * writes, byte for byte: links, directories, devices, sparse files, pax and GNU extensions all throw `usage`.
 */
export function readTarHeader(block: Uint8Array): TarEntry | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const text = (at: number, length: number) => {
    const field = block.subarray(at, at + length);
    const end = field.indexOf(0);
    return String.fromCharCode(...(end < 0 ? field : field.subarray(0, end)));
  };
  const name = text(0, 100);
  const type = text(156, 1);
  if (text(257, 5) !== "ustar") throw notOurs("it is no tar");
  if (Number.parseInt(text(148, 8), 8) !== sumOf(block)) throw notOurs("the sum of a header is wrong");
  if (type !== "0") throw notOurs(`it holds ${kinds[type] ?? "something that is no file"}: ${named(name)}`);
  const entry = { name, size: Number.parseInt(text(124, 12), 8) };
  const same = /^[\x21-\x7e]{1,100}$/.test(name) && entry.size >= 0;
  if (same && tarHeader(entry).every((byte, at) => byte === block[at])) return entry;
  throw notOurs(`a header has more in it than gworld writes: ${named(name)}`);
}

/** A file that is not what an export makes, and why. */
export const notOurs = (reason: string) =>
  new GworldError("usage", `This is no exported snapshot, or it was changed: ${reason}.`, {
    hint: "gworld snapshot export writes such files. Fetch or export it again.",
  });

/** An exported file of which the end is missing: most often it was not fetched whole. */
export const cutShort = () =>
  new GworldError("unverified", "The file is no whole exported snapshot: it ends too early.", {
    hint: "Fetch it again, or export it again where it was taken: gworld snapshot export",
  });

/** A name out of a file that nobody vouches for, in quotes. */
export const named = (name: string) => JSON.stringify(name.slice(0, 120));

const encoder = new TextEncoder();

const kinds: Readonly<Record<string, string>> = {
  "": "a file of an old kind of tar",
  "1": "a hard link",
  "2": "a symbolic link",
  "3": "a device",
  "4": "a device",
  "5": "a directory",
  "6": "a pipe",
  "7": "a contiguous file",
  g: "a pax header",
  x: "a pax header",
  K: "a GNU long link",
  L: "a GNU long name",
  S: "a sparse file",
};

/** Of all bytes, those of the sum itself taken as blanks. */
const sumOf = (block: Uint8Array) => block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);
