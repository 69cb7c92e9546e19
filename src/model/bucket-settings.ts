import { listOf, recordAt, textAt } from "./json.ts";
import type { Template } from "./template.ts";

/** How S3 keeps what is in a bucket, as far as the state backend relies on it. */
export interface BucketSettings {
  readonly versioned: boolean;
  /** S3's word: `AES256`, `aws:kms`. */
  readonly encryption: string;
  /** Of the key that new objects are encrypted with, where it is not S3's own. */
  readonly keyArn?: string | undefined;
  /** Closed to the public in all four ways that S3 has. */
  readonly isPrivate: boolean;
}

/** What S3's four ways of closing a bucket are called, in templates and calls alike. */
export const publicAccessBlocks = [
  "BlockPublicAcls",
  "BlockPublicPolicy",
  "IgnorePublicAcls",
  "RestrictPublicBuckets",
] as const;

/** What a template says of a bucket; undefined where it has none of this logical ID. `keyArn` is that of the stack's key, if known. */
export function declaredSettings(
  { resources }: Template,
  logicalId: string,
  keyArn: string | undefined,
): BucketSettings | undefined {
  const properties = resources.get(logicalId)?.properties;
  if (properties === undefined) return undefined;
  const [rule] = listOf(recordAt(properties, "BucketEncryption")["ServerSideEncryptionConfiguration"]);
  const encryption = textAt(recordAt(rule, "ServerSideEncryptionByDefault"), "SSEAlgorithm") ?? "AES256";
  const blocks = recordAt(properties, "PublicAccessBlockConfiguration");
  return {
    versioned: textAt(recordAt(properties, "VersioningConfiguration"), "Status") === "Enabled",
    encryption,
    keyArn: encryption === "AES256" ? undefined : keyArn,
    isPrivate: publicAccessBlocks.every((block) => blocks[block] === true),
  };
}

/** In which respects a bucket is kept less safely than declared, in words that follow its name. */
export const bucketFaults = (found: BucketSettings, declared: BucketSettings): readonly string[] => [
  ...(declared.versioned && !found.versioned ? ["keeps no versions"] : []),
  ...(found.encryption === declared.encryption
    ? foreignKey(found, declared)
    : [`encrypts with ${found.encryption}, not ${declared.encryption}`]),
  ...(declared.isPrivate && !found.isPrivate ? ["may be opened to the public"] : []),
];

const foreignKey = (found: BucketSettings, declared: BucketSettings) =>
  declared.keyArn === undefined || found.keyArn === declared.keyArn
    ? []
    : ["encrypts with another key than the state backend's"];
