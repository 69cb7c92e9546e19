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

/** State outlives its stack: what there is of it, by its names. A stack that is to be replaced takes its own with it. */
export async function leftOver(
  { config: { region }, objects, tables }: BootstrapPorts,
  account: string,
  move: "create" | "recreate",
): Promise<readonly string[]> {
  if (move === "recreate") return [];
  const table = await tables.describe(stateTableName);
  const buckets = [stateBucketName(account, region), deliveryBucketName(account, region)];
  const there = await Promise.all(buckets.map((bucket) => objects(region).bucketExists(bucket)));
  return [...(table === undefined ? [] : [stateTableName]), ...buckets.filter((_, index) => there[index])];
}

/** CloudFormation does not notice that somebody has deleted the table of a stack. Throws `notFound`. */
export async function refuseGone({ tables }: BootstrapPorts): Promise<void> {
  if ((await tables.describe(stateTableName)) === undefined) throw tableGone(undefined);
}

/** A bucket name is taken by whoever comes first, in any account. */
async function refuseForeignBucket({ objects, config }: BootstrapPorts, account: string): Promise<void> {
  await objects(config.region).bucketExists(stateBucketName(account, config.region));
}
