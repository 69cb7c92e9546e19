import { GworldError } from "../../model/error.ts";
import { readTemplate } from "../../model/template.ts";
import { tableGone } from "../../model/bootstrapped.ts";
import { edgeRegion, stackName } from "../../model/graph.ts";
import { refuseOtherRegion } from "../../model/home.ts";
import { deliveryBucketName, stateBucketName, stateTableName } from "../../model/names.ts";
import type { BootstrapPorts } from "../bootstrap.ts";
import { stateBuckets } from "./buckets.ts";

/** What stands before a Region is prepared; one that is prepared already is for other environments, too. */
export async function refuseFirst(ports: BootstrapPorts, account: string): Promise<void> {
  const { config, stacks } = ports;
  refuseOtherRegion(config, await stacks(edgeRegion).describe(stackName(config.name, "edge")));
  await refuseForeignBucket(ports, account);
}

/**
 * State outlives its stack: what there is of it, by its names. Without what the stack has that is to be replaced: that goes with it,
 * or is found once it is gone.
 */
export async function leftOver(
  { config: { region }, objects, tables, stacks }: BootstrapPorts,
  account: string,
  replaced?: string,
): Promise<readonly string[]> {
  const table = await tables.describe(stateTableName);
  const buckets = [stateBucketName(account, region), deliveryBucketName(account, region)];
  const there = await Promise.all(buckets.map((bucket) => objects(region).bucketExists(bucket)));
  const left = [...(table === undefined ? [] : [stateTableName]), ...buckets.filter((_, index) => there[index])];
  if (replaced === undefined || left.length === 0) return left;
  const listed = await stacks(region).resources(replaced);
  // A creation that was rolled back lists also what it has let go of.
  const held = new Set(listed.filter(({ status }) => !status.startsWith("DELETE_")).map((one) => one.physicalId));
  return left.filter((name) => !held.has(name));
}

/** CloudFormation does not notice that somebody has deleted the table or a bucket of a stack. Throws `notFound`. */
export async function refuseGone(
  { tables, objects, config }: BootstrapPorts,
  account: string,
  body: string,
): Promise<void> {
  if ((await tables.describe(stateTableName)) === undefined) throw tableGone(undefined);
  const { resources } = readTemplate(body);
  for (const [logicalId, bucket] of stateBuckets(account, config.region))
    if (resources.has(logicalId) && !(await objects(config.region).bucketExists(bucket)))
      throw bucketGone(config, bucket);
}

/** A bucket outside us-east-1 needs its Region in the request: S3 API reference, CreateBucket, LocationConstraint. */
function bucketGone({ name, region }: BootstrapPorts["config"], bucket: string): GworldError {
  const where = region === "us-east-1" ? "" : ` --create-bucket-configuration LocationConstraint=${region}`;
  return new GworldError("notFound", `The bucket ${bucket} of the state backend is gone, with what was in it.`, {
    hint: `Create it anew: aws s3api create-bucket --bucket ${bucket} --region ${region}${where}; then have it kept as the state backend needs: gworld bootstrap --env ${name}`,
  });
}

/** A bucket name is taken by whoever comes first, in any account. */
async function refuseForeignBucket({ objects, config }: BootstrapPorts, account: string): Promise<void> {
  await objects(config.region).bucketExists(stateBucketName(account, config.region));
}
