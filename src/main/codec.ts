import { createHash, type Hash } from "node:crypto";
import { promisify } from "node:util";
import * as zlib from "node:zlib";
import type { CodecName } from "../model/archive/manifest.ts";
import { GworldError, wordsOf } from "../model/error.ts";
import type { ChunkPacker, Codec, PackedChunk } from "../ports/codec.ts";
import { rowSum, type RowSum } from "./row-sum.ts";

/** Node's own hashing and compression. zstd came with Node 22.15 and 23.8. */
export function nodeCodec(): Codec {
  const zstd = zstdOf(zlib);
  const unpackers = { gzip: promisify<Buffer, Limit, Buffer>(zlib.gunzip), zstd: zstd?.unpack };
  return {
    preferred: zstd === undefined ? "gzip" : "zstd",
    supports: (codec) => unpackers[codec] !== undefined,
    sha256: (content) => createHash("sha256").update(content).digest("hex"),
    packer(codec) {
      const open = codec === "zstd" ? zstd?.pack : gzip;
      if (open === undefined) throw lacking(codec);
      return packer(codec, open);
    },
    sum(lines) {
      const sum = rowSum();
      for (const line of lines) sum.add(line);
      return sum.hex();
    },
    async unpack(codec, stored, maxOutputLength) {
      const unpack = unpackers[codec];
      if (unpack === undefined) throw lacking(codec);
      try {
        return (
          await unpack(Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength), { maxOutputLength })
        ).toString("utf8");
      } catch (cause) {
        throw new GworldError("unverified", `A chunk cannot be unpacked: ${wordsOf(cause)}.`, {
          hint: "gworld snapshot verify says which.",
          cause,
        });
      }
    },
  };
}

interface Limit {
  readonly maxOutputLength: number;
}

/** A stream that packs: what is written comes out smaller. */
type Packing = zlib.Gzip;

/** Opens a stream for lines of such a mean length, in bytes. */
type OpenPacking = (meanLine: number) => Packing;

/** Longer lines are embeddings for the most part. */
const longLine = 2_048;

/**
 * Nothing repeats in embeddings: to look for it takes two thirds of the time and spares a fifteenth of the size, while of other
 * rows it spares three quarters.
 */
const gzip: OpenPacking = (meanLine) =>
  zlib.createGzip({
    level: 1,
    chunkSize: 65_536,
    strategy: meanLine > longLine ? zlib.constants.Z_RLE : zlib.constants.Z_DEFAULT_STRATEGY,
  });

function packer(codec: CodecName, open: OpenPacking): ChunkPacker {
  const plain = createHash("sha256");
  const parts: Buffer[] = [];
  const sum = rowSum();
  let [items, bytes] = [0, 0];
  let failure: Error | undefined;
  let stream: Packing | undefined;
  const opened = (meanLine: number) => {
    const packing = open(meanLine);
    packing.on("data", (part: Buffer) => void parts.push(part));
    packing.on("error", (error) => void (failure = error));
    return packing;
  };
  return {
    async add(lines) {
      if (failure !== undefined) throw failure;
      if (lines.length === 0) return;
      const text = bufferOf(lines, sum);
      plain.update(text);
      items += lines.length;
      bytes += text.length;
      const packing = (stream ??= opened(text.length / lines.length));
      await new Promise<void>((resolve, reject) => {
        packing.write(text, (error) => (error ? reject(error) : resolve()));
      });
    },
    async end() {
      const packing = (stream ??= opened(0));
      await new Promise<void>((resolve, reject) => {
        packing.once("end", resolve).once("error", reject);
        packing.end();
      });
      return packed({ codec, plain, parts, sum: sum.hex(), items, bytes });
    },
  };
}

/** The lines with their line ends, each added to the sum of rows on the way. */
function bufferOf(lines: readonly string[], sum: RowSum): Buffer {
  const text = Buffer.from(`${lines.join("\n")}\n`);
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf(10, from);
    sum.add(text.subarray(from, end));
    from = end + 1;
  }
  return text;
}

function packed({
  codec,
  plain,
  parts,
  ...rest
}: { codec: CodecName; plain: Hash; parts: Buffer[] } & Pick<PackedChunk, "sum" | "items" | "bytes">): PackedChunk {
  // Whoever keeps the packer while the body is stored keeps no second copy.
  const body = Buffer.concat(parts.splice(0));
  return {
    codec,
    sha256: plain.digest("hex"),
    storedSha256: createHash("sha256").update(body).digest("hex"),
    body,
    ...rest,
  };
}

interface Zstd {
  readonly pack: () => Packing;
  readonly unpack: (stored: Buffer, limit: Limit) => Promise<Buffer>;
}

/** zlib's zstd, where this runtime has it; the types are of Node 20, which has not. */
function zstdOf(library: object): Zstd | undefined {
  if (!hasZstd(library)) return undefined;
  const level = { params: { [library.constants.ZSTD_c_compressionLevel]: 1 } };
  return { pack: () => library.createZstdCompress(level), unpack: promisify(library.zstdDecompress) };
}

interface ZstdLibrary {
  readonly constants: { readonly ZSTD_c_compressionLevel: number };
  readonly createZstdCompress: (options: object) => Packing;
  readonly zstdDecompress: (stored: Buffer, limit: Limit, done: (error: Error | null, plain: Buffer) => void) => void;
}

const hasZstd = (library: object): library is ZstdLibrary =>
  "createZstdCompress" in library && "zstdDecompress" in library;

const lacking = (codec: CodecName) =>
  new GworldError("usage", `The archive is packed with ${codec}, which this Node (${process.version}) does not have.`, {
    hint: "Run gworld with Node 22.15 or later.",
  });
