import { Fn, type Stack, aws_s3 as s3 } from "aws-cdk-lib";
import { policyDocument, type Statement, tlsOnly } from "./policy.ts";

export interface BucketDefinition {
  /** May hold pseudo parameters. */
  readonly name: string;
  /** Absent: S3's own key. Log deliveries cannot write under a customer key. */
  readonly keyArn?: string;
  readonly lifecycle: readonly s3.CfnBucket.RuleProperty[];
  /** Where S3 writes who asked for what; absent for the bucket that receives such logs. */
  readonly accessLogs?: { readonly bucket: string; readonly prefix: string };
  readonly statements?: readonly Statement[];
}

/** A private bucket: versioned, encrypted, owned by the account alone, over TLS only. */
export function privateBucket(stack: Stack, id: string, definition: BucketDefinition): s3.CfnBucket {
  const { name, keyArn, accessLogs } = definition;
  const bucket = new s3.CfnBucket(stack, id, {
    bucketName: Fn.sub(name),
    bucketEncryption: { serverSideEncryptionConfiguration: [encryption(keyArn)] },
    versioningConfiguration: { status: "Enabled" },
    ownershipControls: { rules: [{ objectOwnership: "BucketOwnerEnforced" }] },
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    lifecycleConfiguration: { rules: [...definition.lifecycle, ...housekeeping] },
    loggingConfiguration: accessLogs && {
      destinationBucketName: accessLogs.bucket,
      logFilePrefix: accessLogs.prefix,
    },
  });
  new s3.CfnBucketPolicy(stack, `${id}Policy`, {
    bucket: bucket.ref,
    policyDocument: policyDocument([
      ...tlsOnly([bucket.attrArn, Fn.join("", [bucket.attrArn, "/*"])], "s3:*"),
      ...(definition.statements ?? []),
    ]),
  });
  return bucket;
}

const encryption = (keyArn: string | undefined): s3.CfnBucket.ServerSideEncryptionRuleProperty =>
  keyArn === undefined
    ? { serverSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
    : {
        serverSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
        bucketKeyEnabled: true,
      };

const housekeeping: readonly s3.CfnBucket.RuleProperty[] = [
  { id: "abandoned-uploads", status: "Enabled", abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } },
  { id: "replaced-versions", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } },
];
