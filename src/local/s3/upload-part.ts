import { copiedVersion, copySource, buffers } from "./copy-object.ts";
import type { Stored } from "./blobs.ts";
import { memberOf, type Checksum } from "./checksum.ts";
import { checksumHeaders, encryptionHeaders } from "./put-object.ts";
import { rangeOf } from "./range.ts";
import { receive } from "./receive.ts";
import { invalidArgument, invalidRequest } from "./refuse.ts";
import type { PartRecord, UploadRecord } from "./records.ts";
import { wholeSecond, xml, type S3, type S3Operation, type S3Request } from "./s3.ts";
import { partKey, uploadOf } from "./uploads.ts";
import { document, leaf } from "./xml.ts";

export const uploadPart: S3Operation = async (s3, request) => {
  const upload = uploadOf(s3, request);
  const number = partNumber(request);
  const { stored, checksum } = await receive(s3, request);
  const part = enter(s3, request, { number, stored, checksum: fitting(s3, upload, { stored, checksum }) });
  return {
    status: 200,
    headers: {
      etag: `"${part.etag}"`,
      ...encryptionHeaders(upload.headers),
      ...checksumHeaders(part.checksum),
    },
  };
};

export const uploadPartCopy: S3Operation = async (s3, request) => {
  const upload = uploadOf(s3, request);
  const number = partNumber(request);
  const source = copySource(s3, request);
  const range = rangeOf(request.header("x-amz-copy-source-range"), source.version.size);
  const algorithm = upload.algorithm ?? "CRC64NVME";
  const stored = await s3.blobs.store(buffers(s3.blobs.read(source.version.segments, range)), [algorithm]);
  const value = stored.sums.get(algorithm)?.toString("base64") ?? "";
  const part = enter(s3, request, { number, stored, checksum: { algorithm, value, type: "FULL_OBJECT" } });
  const result = document(
    "CopyPartResult",
    leaf("LastModified", new Date(part.at).toISOString()),
    leaf("ETag", `"${part.etag}"`),
    leaf(memberOf(algorithm), upload.algorithm === null ? undefined : value),
  );
  return xml(result, { ...encryptionHeaders(upload.headers), ...copiedVersion(source) });
};

/** The upload may have ended while the body arrived; then the part goes too. */
function enter(
  s3: S3,
  request: S3Request,
  { number, stored, checksum }: { number: number; stored: Stored; checksum: Checksum },
): PartRecord {
  try {
    const upload = uploadOf(s3, request);
    const { id, size, md5 } = stored;
    const key = partKey(upload.id, number);
    const before = s3.parts.get(key);
    const etag = md5.toString("hex");
    const part = { id, size, upload: upload.id, number, at: wholeSecond(s3.now()), etag, checksum };
    s3.parts.put(key, part);
    if (before !== undefined) s3.blobs.remove([before]);
    return part;
  } catch (error) {
    s3.blobs.remove([stored]);
    throw error;
  }
}

/** A part must bring the kind of checksum that the upload was begun with. */
function fitting(s3: S3, upload: UploadRecord, { stored, checksum }: { stored: Stored; checksum: Checksum }): Checksum {
  if (upload.algorithm === null || upload.algorithm === checksum.algorithm) return checksum;
  s3.blobs.remove([stored]);
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}, actual checksum Type: ${checksum.algorithm.toLowerCase()}`,
  );
}

function partNumber({ query }: S3Request): number {
  const given = query.get("partNumber") ?? "";
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", given);
  return number;
}
