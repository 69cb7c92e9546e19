import type { IncomingMessage } from "node:http";
import type { Stored } from "./blobs.ts";
import { algorithms, headerOf, type Algorithm, type Checksum } from "./checksum.ts";
import { incomplete, unchunked } from "./chunked.ts";
import { invalidRequest, refuse } from "./refuse.ts";
import type { S3, S3Request } from "./s3.ts";
import { bodyDigest } from "./body-digest.ts";

export interface Received {
  readonly stored: Stored;
  readonly checksum: Checksum;
}

/** S3's limit for one upload without parts. */
const maxBytes = 5 * 1024 ** 3;

/** Writes the body of a request to disk and proves it against every length and checksum the request gives. */
export async function receive(s3: S3, request: S3Request): Promise<Received> {
  const { header, body } = request;
  const length = Number(header("x-amz-decoded-content-length") ?? header("content-length") ?? Number.NaN);
  if (Number.isNaN(length) && header("transfer-encoding") === undefined)
    throw refuse("MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
  if (length > maxBytes)
    throw refuse("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size", {
      ProposedSize: String(length),
      MaxSizeAllowed: String(maxBytes),
    });
  const trailers = new Map<string, string>();
  const digest = bodyDigest(header("x-amz-content-sha256"));
  const source = digest.over(isChunked(request) ? unchunked(chunks(body), trailers) : chunks(body));
  const algorithm = announced(request) ?? "CRC64NVME";
  const stored = await s3.blobs.store(source, [algorithm]);
  try {
    if (!Number.isNaN(length) && stored.size !== length) throw incomplete();
    digest.check();
    checkMd5(header("content-md5"), stored);
    return { stored, checksum: checked(request, trailers, { algorithm, stored }) };
  } catch (error) {
    s3.blobs.remove([stored]);
    throw error;
  }
}

/** Leaving off early must not destroy the connection: the refusal still has to go out on it. */
async function* chunks(body: IncomingMessage): AsyncGenerator<Buffer> {
  for await (const chunk of body.iterator({ destroyOnReturn: false })) yield Buffer.from(chunk);
}

const isChunked = ({ header }: S3Request) =>
  (header("x-amz-content-sha256") ?? "").startsWith("STREAMING-") ||
  (header("content-encoding") ?? "").split(",").some((part) => part.trim() === "aws-chunked");

/** The algorithm whose value stands in a header or is announced as a trailer. */
function announced({ header }: S3Request): Algorithm | undefined {
  const trailer = header("x-amz-trailer")?.toLowerCase();
  const named = algorithms.filter((one) => header(headerOf(one)) !== undefined || trailer === headerOf(one));
  if (named.length > 1)
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  return named[0];
}

function checked(
  { header }: S3Request,
  trailers: ReadonlyMap<string, string>,
  { algorithm, stored }: { algorithm: Algorithm; stored: Stored },
): Checksum {
  const name = headerOf(algorithm);
  const expected = header(name) ?? trailers.get(name);
  const sum = stored.sums.get(algorithm) ?? Buffer.alloc(0);
  const value = sum.toString("base64");
  if (expected === undefined && header("x-amz-trailer")?.toLowerCase() === name)
    throw refuse(
      "MalformedTrailerError",
      400,
      "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    );
  if (expected !== undefined && Buffer.from(expected, "base64").length !== sum.length)
    throw invalidRequest(`Value for ${name} ${header(name) === undefined ? "trailing " : ""}header is invalid.`);
  if (expected !== undefined && expected !== value)
    throw refuse("BadDigest", 400, `The ${algorithm} you specified did not match the calculated checksum.`);
  return { algorithm, value, type: "FULL_OBJECT" };
}

function checkMd5(given: string | undefined, { md5 }: Stored): void {
  if (given === undefined) return;
  if (Buffer.from(given, "base64").length !== 16)
    throw refuse("InvalidDigest", 400, "The Content-MD5 you specified was invalid.", { "Content-MD5": given });
  if (given !== md5.toString("base64"))
    throw refuse("BadDigest", 400, "The Content-MD5 you specified did not match what we received.", {
      ExpectedDigest: given,
      CalculatedDigest: md5.toString("base64"),
    });
}
