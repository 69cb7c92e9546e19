import { invalidArgument, refuse, unsupported } from "./refuse.ts";
import type { BucketRecord } from "./records.ts";
import type { S3Request } from "./s3.ts";
import { childText, childrenOf, parseXml } from "./xml.ts";

const kept = [
  "cache-control",
  "content-disposition",
  "content-language",
  "expires",
  "x-amz-storage-class",
  "x-amz-website-redirect-location",
];

/** Headers that ask for what is not here. */
const foreign = [
  "x-amz-server-side-encryption-customer-algorithm",
  "x-amz-object-lock-mode",
  "x-amz-object-lock-legal-hold",
  "x-amz-grant-read",
  "x-amz-grant-full-control",
];

const maxMetadataBytes = 2048;

/** The headers of an upload that its reads answer again, completed by the bucket's default encryption. */
export function objectHeaders(request: S3Request, bucket: BucketRecord): Readonly<Record<string, string>> {
  const { header, headers } = request;
  for (const name of foreign) if (header(name) !== undefined) throw unsupported(`The header ${name}`);
  const acl = header("x-amz-acl");
  // New buckets enforce the owner: no other list is taken.
  if (acl !== undefined && acl !== "bucket-owner-full-control" && acl !== "private")
    throw refuse("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith("x-amz-meta-"));
  const bytes = metadata.reduce((sum, [name, value]) => sum + name.length - "x-amz-meta-".length + value.length, 0);
  if (bytes > maxMetadataBytes)
    throw refuse("MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size", {
      Size: String(bytes),
      MaxSizeAllowed: String(maxMetadataBytes),
    });
  const encoding = (header("content-encoding") ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== "aws-chunked")
    .join(",");
  return {
    "content-type": header("content-type") ?? "binary/octet-stream",
    ...(encoding === "" ? {} : { "content-encoding": encoding }),
    ...Object.fromEntries(kept.flatMap((name) => pair(name, header(name)))),
    ...Object.fromEntries(metadata),
    ...encryption(request, bucket),
  };
}

const pair = (name: string, value: string | undefined): readonly (readonly [string, string])[] =>
  value === undefined || (name === "x-amz-storage-class" && value === "STANDARD") ? [] : [[name, value]];

const encryptionNames = ["", "-aws-kms-key-id", "-bucket-key-enabled"].map(
  (end) => `x-amz-server-side-encryption${end}`,
);

function encryption({ header }: S3Request, bucket: BucketRecord): Readonly<Record<string, string>> {
  const asked = header("x-amz-server-side-encryption");
  if (asked !== undefined) {
    if (!["AES256", "aws:kms", "aws:kms:dsse"].includes(asked))
      throw invalidArgument("The encryption method specified is not supported", "x-amz-server-side-encryption", asked);
    return Object.fromEntries(encryptionNames.flatMap((name) => pair(name, header(name))));
  }
  return defaultEncryption(bucket);
}

/** What a bucket does with an object that says nothing of its encryption. */
export function defaultEncryption(bucket: BucketRecord): Readonly<Record<string, string>> {
  const rule = childrenOf(parseXml(bucket.settings["encryption"] ?? ""), "Rule")[0];
  const byDefault = childrenOf(rule, "ApplyServerSideEncryptionByDefault")[0];
  const values = [
    childText(byDefault, "SSEAlgorithm") ?? "AES256",
    childText(byDefault, "KMSMasterKeyID"),
    childText(rule, "BucketKeyEnabled") === "true" ? "true" : undefined,
  ];
  return Object.fromEntries(encryptionNames.flatMap((name, index) => pair(name, values[index])));
}

/** `a=b&c=d` as tags. */
export function headerTags({ header }: S3Request): Readonly<Record<string, string>> {
  const tags = [...new URLSearchParams(header("x-amz-tagging") ?? "")];
  checkTags(tags);
  return Object.fromEntries(tags);
}

/** Refuses tags that S3 would refuse: too many, twice the same, too long. */
export function checkTags(tags: readonly (readonly [string, string])[], most = 10): void {
  if (tags.length > most) throw refuse("BadRequest", 400, `Object tags cannot be greater than ${most}`);
  if (new Set(tags.map(([key]) => key)).size < tags.length)
    throw refuse("InvalidTag", 400, "Cannot provide multiple Tags with the same key");
  for (const [key, value] of tags) {
    if (key === "" || key.length > 128) throw refuse("InvalidTag", 400, "The TagKey you have provided is invalid");
    if (value.length > 256) throw refuse("InvalidTag", 400, "The TagValue you have provided is invalid");
  }
}
