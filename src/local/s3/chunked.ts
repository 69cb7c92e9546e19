import { refuse } from "./refuse.ts";

/**
 * The data in an `aws-chunked` body: `<hex size>[;chunk-signature=...]\r\n<data>\r\n`, ended by a chunk of size 0 and the
 * trailers, which are put into the map when the end is reached. Signatures are not checked: any caller is the owner here.
 */
export async function* unchunked(source: AsyncIterable<Buffer>, trailers: Map<string, string>): AsyncGenerator<Buffer> {
  const body = reader(source);
  for (;;) {
    const size = sizeOf(await body.line());
    if (size === 0) break;
    yield* body.take(size);
    if ((await body.line()) !== "") throw incomplete();
  }
  for (let found = await body.line(true); found !== ""; found = await body.line(true)) {
    const colon = found.indexOf(":");
    if (colon > 0) trailers.set(found.slice(0, colon).trim().toLowerCase(), found.slice(colon + 1).trim());
  }
}

export const incomplete = () =>
  refuse("IncompleteBody", 400, "You did not provide the number of bytes specified by the Content-Length HTTP header");

/** More than the header of a chunk or a trailer needs. */
const maxLine = 8192;

function sizeOf(header: string): number {
  const digits = /^([\da-fA-F]{1,12})(?:;|$)/.exec(header)?.[1];
  if (digits === undefined) throw incomplete();
  return Number.parseInt(digits, 16);
}

function reader(source: AsyncIterable<Buffer>) {
  const pieces = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const more = async () => {
    const next = await pieces.next();
    if (next.done === true) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  };
  return {
    /** The next line without its end; the end of the body is an empty line where that is allowed. */
    async line(mayEnd = false): Promise<string> {
      for (;;) {
        const end = rest.indexOf("\r\n");
        if (end >= 0) {
          const found = rest.toString("latin1", 0, end);
          rest = rest.subarray(end + 2);
          return found;
        }
        if (rest.length > maxLine) throw incomplete();
        if (await more()) continue;
        if (mayEnd && rest.length === 0) return "";
        throw incomplete();
      }
    },
    async *take(size: number): AsyncGenerator<Buffer> {
      for (let left = size; left > 0;) {
        if (rest.length === 0 && !(await more())) throw incomplete();
        const piece = rest.subarray(0, left);
        rest = rest.subarray(piece.length);
        left -= piece.length;
        if (piece.length > 0) yield piece;
      }
    },
  };
}
