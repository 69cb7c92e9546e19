import { bucketOf } from "./bucket.ts";
import { memberOf } from "./checksum.ts";
import { compareKeys } from "./key-order.ts";
import { coding, ownerOf, page } from "./list-objects.ts";
import { xml, type S3, type S3Operation } from "./s3.ts";
import { partsOf, uploadOf } from "./uploads.ts";
import { document, element, leaf } from "./xml.ts";

export const listParts: S3Operation = (s3, request) => {
  const upload = uploadOf(s3, request);
  const { limit } = page(request, "max-parts");
  const marker = Number(request.query.get("part-number-marker") ?? "0");
  const behind = partsOf(s3, upload).filter(({ number }) => number > marker);
  const parts = behind.slice(0, limit);
  return xml(
    document(
      "ListPartsResult",
      leaf("Bucket", upload.bucket),
      leaf("Key", coding(request)(upload.key)),
      leaf("UploadId", upload.id),
      element("Initiator", leaf("ID", s3.account)),
      ownerOf(s3),
      leaf("StorageClass", upload.headers["x-amz-storage-class"] ?? "STANDARD"),
      leaf("ChecksumAlgorithm", upload.algorithm ?? undefined),
      leaf("ChecksumType", upload.algorithm === null ? undefined : upload.checksumType),
      leaf("PartNumberMarker", marker),
      leaf("NextPartNumberMarker", parts.at(-1)?.number ?? marker),
      leaf("MaxParts", limit),
      leaf("IsTruncated", behind.length > parts.length),
      ...parts.map(({ number, at, etag, size, checksum }) =>
        element(
          "Part",
          leaf("PartNumber", number),
          leaf("LastModified", new Date(at).toISOString()),
          leaf("ETag", `"${etag}"`),
          leaf("Size", size),
          checksum === null || upload.algorithm === null
            ? undefined
            : leaf(memberOf(checksum.algorithm), checksum.value),
        ),
      ),
    ),
  );
};

export const listMultipartUploads: S3Operation = (s3, request) => {
  const bucket = bucketOf(s3, request);
  const coded = coding(request);
  const { prefix, delimiter, limit } = page(request, "max-uploads");
  const keyMarker = request.query.get("key-marker") ?? "";
  const idMarker = request.query.get("upload-id-marker") ?? "";
  const all = uploadsIn(s3, bucket.name, prefix).filter(
    ({ key, id }) => compareKeys(key, keyMarker) > 0 || (key === keyMarker && idMarker !== "" && id > idMarker),
  );
  const common = (key: string) => {
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  const plain = all.filter(({ key }) => common(key) === undefined);
  const prefixes = new Set(all.flatMap(({ key }) => common(key) ?? []));
  const uploads = plain.slice(0, limit);
  const last = uploads.at(-1);
  const truncated = plain.length > uploads.length;
  return xml(
    document(
      "ListMultipartUploadsResult",
      leaf("Bucket", bucket.name),
      leaf("KeyMarker", coded(keyMarker)),
      leaf("UploadIdMarker", idMarker),
      leaf("NextKeyMarker", truncated && last !== undefined ? coded(last.key) : ""),
      leaf("NextUploadIdMarker", truncated ? last?.id : ""),
      leaf("Prefix", coded(prefix)),
      leaf("Delimiter", delimiter === "" ? undefined : coded(delimiter)),
      leaf("EncodingType", request.query.get("encoding-type") ?? undefined),
      leaf("MaxUploads", limit),
      leaf("IsTruncated", truncated),
      ...uploads.map(({ key, id, at, headers }) =>
        element(
          "Upload",
          leaf("Key", coded(key)),
          leaf("UploadId", id),
          element("Initiator", leaf("ID", s3.account)),
          ownerOf(s3),
          leaf("StorageClass", headers["x-amz-storage-class"] ?? "STANDARD"),
          leaf("Initiated", new Date(at).toISOString()),
        ),
      ),
      ...[...prefixes].map((one) => element("CommonPrefixes", leaf("Prefix", coded(one)))),
    ),
  );
};

const uploadsIn = (s3: S3, bucket: string, prefix: string) =>
  s3.uploads
    .values()
    .filter((upload) => upload.bucket === bucket && upload.key.startsWith(prefix))
    .sort((a, b) => compareKeys(a.key, b.key) || (a.id < b.id ? -1 : 1));
