import { pipeline, type Readable, type Transform } from "node:stream";
import * as zlib from "node:zlib";

/** A zstd reader, where this runtime has one: Node 22.15 and 23.8 and later; the types are of Node 20, which has not. */
export function zstdReader(library: object = zlib): (() => Transform) | undefined {
  return hasZstd(library) ? () => library.createZstdDecompress() : undefined;
}

const hasZstd = (library: object): library is { createZstdDecompress(): Transform } =>
  "createZstdDecompress" in library && typeof library.createZstdDecompress === "function";

/** The lines of a packed object as they come; `read` hears of each run of stored bytes. Throws where it cannot be unpacked. */
export async function* linesOf(
  stored: Readable,
  compression: string,
  read: (bytes: number) => void,
): AsyncGenerator<string> {
  stored.on("data", (piece: Buffer) => read(piece.length));
  const unpacker = compression === "GZIP" ? zlib.createGunzip() : compression === "ZSTD" ? zstdReader()?.() : undefined;
  // Its error ends the iteration below.
  const plain = unpacker === undefined ? stored : pipeline(stored, unpacker, () => undefined);
  let rest = Buffer.alloc(0);
  for await (const piece of plain) {
    rest = Buffer.concat([rest, Buffer.from(piece)]);
    let from = 0;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, from)) {
      yield rest.toString("utf8", from, end);
      from = end + 1;
    }
    rest = rest.subarray(from);
  }
  if (rest.length > 0) yield rest.toString("utf8");
}
