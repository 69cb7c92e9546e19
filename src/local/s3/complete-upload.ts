import { createHash } from "node:crypto";
import { bucketOf } from "./bucket.ts";
import { sizeOf } from "./blobs.ts";
import { headerOf, memberOf, sum, type Checksum } from "./checksum.ts";
import { conditionally } from "./conditions.ts";
import { encryptionHeaders } from "./put-object.ts";
import { invalidRequest, malformedXml, refuse } from "./refuse.ts";
import type { PartRecord, UploadRecord } from "./records.ts";
import { xml, type S3, type S3Operation, type S3Request } from "./s3.ts";
import { endUpload, partsOf, uploadOf } from "./uploads.ts";
import { addVersion, versionHeader } from "./versions.ts";
import { childrenOf, childText, document, leaf, type Element } from "./xml.ts";
import { xmlBody } from "./xml-body.ts";

/** All parts but the last are at least this long. */
const minPartBytes = 5 * 1024 * 1024;

/** Makes the parts one object without moving a byte: the object names their files in a row. */
export const completeMultipartUpload: S3Operation = async (s3, request) => {
  const wanted = childrenOf(await xmlBody(request, "CompleteMultipartUpload"), "Part");
  const upload = uploadOf(s3, request);
  return conditionally(s3, request, {
    receive: async () => {
      const parts = chosen(partsOf(s3, upload), wanted, upload);
      return wholeChecksum(s3, upload, parts);
    },
    enter: (checksum) => {
      // A part may have come again while the sum was read: with other bytes it has another ETag, with the same another file.
      const current = uploadOf(s3, request);
      const parts = chosen(partsOf(s3, current), wanted, current);
      checkWhole(request, parts, checksum);
      const bucket = bucketOf(s3, request);
      const version = addVersion(s3, bucket, upload.key, {
        size: sizeOf(parts),
        etag: `${joined(
          "md5",
          parts.map(({ etag }) => Buffer.from(etag, "hex")),
        ).toString("hex")}-${parts.length}`,
        segments: parts.map(({ id, size }) => ({ id, size })),
        headers: upload.headers,
        tags: upload.tags,
        checksum,
        parts: parts.length,
      });
      endUpload(s3, current);
      const result = document(
        "CompleteMultipartUploadResult",
        leaf("Location", `${s3.endpoint()}/${upload.bucket}/${encodeURIComponent(upload.key)}`),
        leaf("Bucket", upload.bucket),
        leaf("Key", upload.key),
        leaf("ETag", `"${version.etag}"`),
        checksum === null ? undefined : leaf(memberOf(checksum.algorithm), checksum.value),
        checksum === null ? undefined : leaf("ChecksumType", checksum.type),
      );
      return xml(result, { ...encryptionHeaders(upload.headers), ...versionHeader(bucket, version) });
    },
    discard: () => undefined,
  });
};

const joined = (hash: string, digests: readonly Buffer[]) => createHash(hash).update(Buffer.concat(digests)).digest();

/** The parts the request names, in its order, which must be ascending. */
function chosen(parts: readonly PartRecord[], wanted: readonly Element[], upload: UploadRecord): readonly PartRecord[] {
  if (wanted.length === 0) throw malformedXml();
  const numbers = wanted.map((part) => Number(childText(part, "PartNumber")));
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0)))
    throw refuse(
      "InvalidPartOrder",
      400,
      "The list of parts was not in ascending order. Parts must be ordered by part number.",
      { UploadId: upload.id },
    );
  const found = wanted.map((element, index) => {
    const number = numbers[index] ?? 0;
    const etag = childText(element, "ETag")?.replaceAll('"', "") ?? "";
    const part = parts.find((one) => one.number === number);
    if (part === undefined || part.etag !== etag) throw invalidPart(upload, number, etag);
    checkPartChecksum(element, part, upload);
    return part;
  });
  for (const part of found.slice(0, -1)) checkPartSize(part);
  return found;
}

function checkPartSize({ size, number, etag }: PartRecord): void {
  if (size < minPartBytes)
    throw refuse("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size", {
      ProposedSize: String(size),
      MinSizeAllowed: String(minPartBytes),
      PartNumber: String(number),
      ETag: etag,
    });
}

const invalidPart = ({ id }: UploadRecord, number: number, ETag: string) =>
  refuse(
    "InvalidPart",
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { UploadId: id, PartNumber: String(number), ETag },
  );

function checkPartChecksum(element: Element, part: PartRecord, upload: UploadRecord): void {
  const { algorithm, checksumType } = upload;
  if (algorithm === null) return;
  const given = childText(element, memberOf(algorithm));
  if (given === undefined && checksumType === "COMPOSITE")
    throw invalidRequest(
      `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
    );
  if (given !== undefined && given !== part.checksum?.value) throw invalidPart(upload, part.number, part.etag);
}

/** A composite of the parts' sums, or the sum of all bytes, read once more; uploads begun without an algorithm have none. */
async function wholeChecksum(s3: S3, upload: UploadRecord, parts: readonly PartRecord[]): Promise<Checksum | null> {
  const { algorithm, checksumType: type } = upload;
  if (algorithm === null) return null;
  const computed = sum(algorithm);
  if (type === "FULL_OBJECT") for await (const chunk of s3.blobs.read(parts)) computed.update(Buffer.from(chunk));
  else for (const part of parts) computed.update(Buffer.from(part.checksum?.value ?? "", "base64"));
  const value = computed.digest().toString("base64");
  return { algorithm, type, value: type === "COMPOSITE" ? `${value}-${parts.length}` : value };
}

function checkWhole({ header }: S3Request, parts: readonly PartRecord[], checksum: Checksum | null): void {
  const size = header("x-amz-mp-object-size");
  if (size !== undefined && Number(size) !== sizeOf(parts))
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header does not match what was computed: ${sizeOf(parts)}.`,
    );
  const given = checksum === null ? undefined : header(headerOf(checksum.algorithm));
  if (checksum !== null && given !== undefined && given !== checksum.value)
    throw refuse("BadDigest", 400, `The ${checksum.algorithm} you specified did not match the calculated checksum.`);
}
