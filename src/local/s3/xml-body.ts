import { createHash } from "node:crypto";
import { readBody } from "../body.ts";
import { algorithms, headerOf, sum } from "./checksum.ts";
import { unchunked } from "./chunked.ts";
import { malformedXml, refuse } from "./refuse.ts";
import type { S3Request } from "./s3.ts";
import { parseXml, type Element } from "./xml.ts";

/** The document in a request's body, its checksums proved; its root must have that name. */
export async function xmlBody(request: S3Request, root: string): Promise<Element> {
  const found = parseXml(await textBody(request));
  if (found?.name !== root) throw malformedXml();
  return found;
}

/** A small body as text, its checksums proved. */
export async function textBody(request: S3Request): Promise<string> {
  const { header } = request;
  const raw = await readBody(request.body);
  const trailers = new Map<string, string>();
  const chunked = (header("x-amz-content-sha256") ?? "").startsWith("STREAMING-");
  const body = chunked ? await whole(unchunked(once(raw), trailers)) : raw;
  const md5 = header("content-md5");
  if (md5 !== undefined && md5 !== createHash("md5").update(body).digest("base64"))
    throw refuse("BadDigest", 400, "The Content-MD5 you specified did not match what we received.");
  for (const algorithm of algorithms) {
    const expected = header(headerOf(algorithm)) ?? trailers.get(headerOf(algorithm));
    if (expected === undefined) continue;
    const computed = sum(algorithm);
    computed.update(body);
    if (computed.digest().toString("base64") !== expected)
      throw refuse("BadDigest", 400, `The ${algorithm} you specified did not match the calculated checksum.`);
  }
  return body.toString("utf8");
}

async function* once(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}

async function whole(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
