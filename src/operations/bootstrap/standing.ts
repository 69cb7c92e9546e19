import { tableGone } from "../../model/bootstrapped.ts";
import { edgeRegion, stackName } from "../../model/graph.ts";
import { refuseOtherRegion } from "../../model/home.ts";
import { deliveryBucketName, stateBucketName, stateTableName } from "../../model/names.ts";
import type { BootstrapPorts } from "../bootstrap.ts";

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

/** CloudFormation does not notice that somebody has deleted the table of a stack. Throws `notFound`. */
export async function refuseGone({ tables }: BootstrapPorts): Promise<void> {
  if ((await tables.describe(stateTableName)) === undefined) throw tableGone(undefined);
}

/** A bucket name is taken by whoever comes first, in any account. */
async function refuseForeignBucket({ objects, config }: BootstrapPorts, account: string): Promise<void> {
  await objects(config.region).bucketExists(stateBucketName(account, config.region));
}
