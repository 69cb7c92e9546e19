import type { S3, ServerSideEncryptionRule } from "@aws-sdk/client-s3";
import { rejectedAs } from "../model/aws-error.ts";
import { publicAccessBlocks, type BucketSettings } from "../model/bucket-settings.ts";
import type { Objects } from "../ports/objects.ts";
import type { AwsClients } from "./clients.ts";
import { explain } from "./explain.ts";

/** How buckets are kept. Unlike other calls to a bucket, one that is denied is told as that: it may be ours all the same. */
export function bucketSettings(
  clients: AwsClients,
  owner: () => Promise<string>,
): Pick<Objects, "settings" | "putSettings"> {
  const call = async <T>(action: string, bucket: string, run: (client: S3, ours: Ours) => Promise<T>): Promise<T> => {
    const account = await owner();
    return explain(clients, `s3:${action} ${bucket}`, async () =>
      run(await clients.s3(), { Bucket: bucket, ExpectedBucketOwner: account }),
    );
  };
  return {
    async settings(bucket) {
      const { BucketRegion } = await call("ListBucket", bucket, (client, ours) => client.headBucket(ours));
      const [versioning, encryption, isPrivate] = await Promise.all([
        call("GetBucketVersioning", bucket, (client, ours) => client.getBucketVersioning(ours)),
        call("GetEncryptionConfiguration", bucket, (client, ours) => client.getBucketEncryption(ours)),
        call("GetBucketPublicAccessBlock", bucket, isClosed).catch(unlessUnset),
      ]);
      const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
      return {
        versioned: versioning.Status === "Enabled",
        encryption: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? "AES256",
        keyArn: rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
        isPrivate,
        region: BucketRegion ?? clients.region,
      };
    },
    async putSettings(bucket, settings) {
      await call("PutBucketPublicAccessBlock", bucket, (client, ours) =>
        client.putPublicAccessBlock({
          ...ours,
          PublicAccessBlockConfiguration: Object.fromEntries(
            publicAccessBlocks.map((block) => [block, settings.isPrivate]),
          ),
        }),
      );
      await call("PutEncryptionConfiguration", bucket, (client, ours) =>
        client.putBucketEncryption({ ...ours, ServerSideEncryptionConfiguration: { Rules: [ruleOf(settings)] } }),
      );
      await call("PutBucketVersioning", bucket, (client, ours) =>
        client.putBucketVersioning({
          ...ours,
          VersioningConfiguration: { Status: settings.versioned ? "Enabled" : "Suspended" },
        }),
      );
    },
  };
}

interface Ours {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

async function isClosed(client: S3, ours: Ours): Promise<boolean> {
  const { PublicAccessBlockConfiguration: blocks } = await client.getPublicAccessBlock(ours);
  return publicAccessBlocks.every((block) => blocks?.[block] === true);
}

/** A bucket that was never closed has no such configuration. */
function unlessUnset(error: unknown): boolean {
  if (rejectedAs(error, "NoSuchPublicAccessBlockConfiguration")) return false;
  throw error;
}

function ruleOf({ encryption, keyArn }: BucketSettings): ServerSideEncryptionRule {
  if (encryption === "AES256") return { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } };
  return {
    ApplyServerSideEncryptionByDefault: {
      SSEAlgorithm: "aws:kms",
      ...(keyArn !== undefined && { KMSMasterKeyID: keyArn }),
    },
    BucketKeyEnabled: true,
  };
}
