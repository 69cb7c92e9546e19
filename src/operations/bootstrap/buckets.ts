import { failedAs } from "../../model/aws-error.ts";
import { bucketFaults, declaredSettings, type BucketSettings } from "../../model/bucket-settings.ts";
import { GworldError } from "../../model/error.ts";
import { deliveryBucketName, stateBucketName } from "../../model/names.ts";
import { readTemplate } from "../../model/template.ts";
import type { BootstrapPorts } from "../bootstrap.ts";

/** A bucket that is not kept as the template says, or of which that cannot be seen. */
export interface FaultyBucket {
  readonly bucket: string;
  /** In words that follow its name. */
  readonly faults: readonly string[];
  /** Why it could not be looked at. */
  readonly unseen?: string | undefined;
  readonly declared: BucketSettings;
}

export interface LookedAt {
  readonly account: string;
  readonly body: string;
  /** Of the state backend's own key; undefined while there is none. */
  readonly keyArn: string | undefined;
}

/**
 * Compares the buckets that are there with the template: CloudFormation takes a bucket over as it is, and does not notice what
 * somebody changes in one. Throws `refused` where one is in another Region.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources.html
 */
export async function faultyBuckets(
  { config, objects }: Pick<BootstrapPorts, "config" | "objects">,
  { account, body, keyArn }: LookedAt,
): Promise<readonly FaultyBucket[]> {
  const template = readTemplate(body);
  const { region } = config;
  const looked = stateBuckets(account, region).map(async ([logicalId, bucket]) => {
    const declared = declaredSettings(template, logicalId, keyArn);
    if (declared === undefined || !(await objects(region).bucketExists(bucket))) return [];
    try {
      const found = await objects(region).settings(bucket);
      if (found.region !== region) throw elsewhere(config.name, { bucket, region, isIn: found.region });
      const faults = bucketFaults(found, declared);
      return faults.length === 0 ? [] : [{ bucket, faults, declared }];
    } catch (error) {
      if (!failedAs(error, "denied")) throw error;
      return [{ bucket, faults: [], unseen: error.message, declared }];
    }
  });
  return (await Promise.all(looked)).flat();
}

/**
 * Has those of the `approved` buckets kept as the template says that are not; what could not be seen stays as it is. Tells what it
 * has put right.
 */
export async function mendBuckets(
  ports: Pick<BootstrapPorts, "config" | "objects">,
  at: LookedAt,
  approved: readonly string[],
) {
  const faulty = await faultyBuckets(ports, at);
  const bad = faulty.filter(({ bucket, faults }) => faults.length > 0 && approved.includes(bucket));
  for (const { bucket, declared } of bad) await ports.objects(ports.config.region).putSettings(bucket, declared);
  return { corrected: bad.map(({ bucket }) => bucket), unseen: faulty.filter(({ unseen }) => unseen !== undefined) };
}

/** The buckets of the state backend by their logical IDs. */
export const stateBuckets = (account: string, region: string) =>
  [
    ["StateBucket", stateBucketName(account, region)],
    ["LogsBucket", deliveryBucketName(account, region)],
  ] as const;

const elsewhere = (environment: string, { bucket, region, isIn }: { bucket: string; region: string; isIn: string }) =>
  new GworldError("refused", `The bucket ${bucket} is in ${isIn}, and gworld needs one of this name in ${region}.`, {
    hint: `See what it holds: aws s3 ls s3://${bucket} --region ${isIn}. If nothing needs it: aws s3 rb s3://${bucket} --region ${isIn}, an hour later: gworld bootstrap --env ${environment}`,
  });
