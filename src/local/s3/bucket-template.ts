import { bool, isObject, list, object, text, texts, type Json, type JsonObject } from "../json.ts";
import type { ResourceRequest } from "../resource.ts";
import { lifecycleXml } from "./lifecycle-template.ts";
import { defaultSettings } from "./buckets.ts";
import { tagSet } from "./object-tags.ts";
import type { BucketRecord } from "./records.ts";
import { document, element, leaf } from "./xml.ts";

/** What a template says of a bucket, as the settings a client would have put. */
export function bucketSettings(
  { versioning, settings }: BucketRecord,
  { properties, tags }: ResourceRequest,
): Pick<BucketRecord, "versioning" | "settings"> {
  const { policy } = settings;
  const written = {
    ...(policy === undefined ? {} : { policy }),
    encryption: when(properties, "BucketEncryption", encryption),
    publicAccessBlock: when(properties, "PublicAccessBlockConfiguration", publicAccess),
    ownershipControls: when(properties, "OwnershipControls", ownership),
    lifecycle: when(properties, "LifecycleConfiguration", lifecycleXml),
    logging: when(properties, "LoggingConfiguration", logging),
    cors: when(properties, "CorsConfiguration", cors),
    tagging: tagging(properties, tags),
  };
  const said = Object.entries(written).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    versioning: versioningOf(properties, versioning),
    settings: { ...defaultSettings, ...Object.fromEntries(said) },
  };
}

const when = (properties: JsonObject, key: string, make: (value: JsonObject) => string) =>
  isObject(properties[key]) ? make(object(properties, key)) : undefined;

/** Versioning can be suspended, never taken back. */
function versioningOf(properties: JsonObject, before: BucketRecord["versioning"]): BucketRecord["versioning"] {
  const status = text(object(properties, "VersioningConfiguration"), "Status");
  if (status === "Enabled") return "Enabled";
  return status === "Suspended" || before !== "" ? "Suspended" : "";
}

const encryption = (value: JsonObject) =>
  document(
    "ServerSideEncryptionConfiguration",
    ...list(value, "ServerSideEncryptionConfiguration").map((rule) => {
      const by = object(rule, "ServerSideEncryptionByDefault");
      return element(
        "Rule",
        element(
          "ApplyServerSideEncryptionByDefault",
          leaf("SSEAlgorithm", text(by, "SSEAlgorithm")),
          leaf("KMSMasterKeyID", text(by, "KMSMasterKeyID")),
        ),
        leaf("BucketKeyEnabled", bool(rule, "BucketKeyEnabled") ?? false),
      );
    }),
  );

const publicAccess = (value: JsonObject) =>
  document(
    "PublicAccessBlockConfiguration",
    ...["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"].map((name) =>
      leaf(name, bool(value, name) ?? false),
    ),
  );

const ownership = (value: JsonObject) =>
  document(
    "OwnershipControls",
    ...list(value, "Rules").map((rule) => element("Rule", leaf("ObjectOwnership", text(rule, "ObjectOwnership")))),
  );

const logging = (value: JsonObject) =>
  document(
    "BucketLoggingStatus",
    element(
      "LoggingEnabled",
      leaf("TargetBucket", text(value, "DestinationBucketName")),
      leaf("TargetPrefix", text(value, "LogFilePrefix") ?? ""),
    ),
  );

const cors = (value: JsonObject) =>
  document(
    "CORSConfiguration",
    ...list(value, "CorsRules").map((rule) =>
      element(
        "CORSRule",
        leaf("ID", text(rule, "Id")),
        ...many(rule, "AllowedHeaders", "AllowedHeader"),
        ...many(rule, "AllowedMethods", "AllowedMethod"),
        ...many(rule, "AllowedOrigins", "AllowedOrigin"),
        ...many(rule, "ExposedHeaders", "ExposeHeader"),
        leaf("MaxAgeSeconds", text(rule, "MaxAge")),
      ),
    ),
  );

const many = (rule: Json, key: string, name: string) => texts(rule, key).map((value) => leaf(name, value));

function tagging(properties: JsonObject, stackTags: Readonly<Record<string, string>>): string | undefined {
  const own = list(properties, "Tags").map((tag) => [text(tag, "Key") ?? "", text(tag, "Value") ?? ""] as const);
  const all = { ...stackTags, ...Object.fromEntries(own) };
  return Object.keys(all).length === 0 ? undefined : document("Tagging", tagSet(all));
}
