import * as fc from "fast-check";
import { expect, test } from "vitest";
import { unchunked } from "../../../src/local/s3/chunked.ts";

async function* arriving(pieces: readonly Buffer[]) {
  for (const piece of pieces) yield piece;
}

async function read(pieces: readonly Buffer[]) {
  const trailers = new Map<string, string>();
  const data: Buffer[] = [];
  for await (const piece of unchunked(arriving(pieces), trailers)) data.push(piece);
  return { data: Buffer.concat(data), trailers };
}

/** Cuts a body into pieces of given sizes, as a network would. */
function cut(body: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(body.subarray(at, at + size));
    at += size;
  }
  return [...pieces, body.subarray(at)];
}

test("chunks and trailers are read however they arrive, signed or not", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 5 }),
      fc.boolean(),
      fc.array(fc.nat(30), { maxLength: 20 }),
      async (chunks, signed, sizes) => {
        const head = (length: number) =>
          Buffer.from(`${length.toString(16)}${signed ? `;chunk-signature=${"0".repeat(64)}` : ""}\r\n`);
        const end = Buffer.from("\r\n");
        const trailer = Buffer.from("x-amz-checksum-crc32:AAAA\r\n\r\n");
        const body = Buffer.concat([...chunks.flatMap((chunk) => [head(chunk.length), chunk, end]), head(0), trailer]);
        const { data, trailers } = await read(cut(body, sizes));
        expect(data.equals(Buffer.concat(chunks))).toBe(true);
        expect(trailers).toEqual(new Map([["x-amz-checksum-crc32", "AAAA"]]));
      },
    ),
  );
});

test.each(["", "zz\r\n", "5\r\nabc", "3\r\nabcd\r\n0\r\n\r\n", "5\r\nabcde\r\n", "1".repeat(9000)])(
  "a body that breaks off or is malformed is incomplete: %j",
  async (body) => {
    await expect(read([Buffer.from(body)])).rejects.toMatchObject({ code: "IncompleteBody" });
  },
);
