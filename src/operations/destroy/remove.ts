import { retained, undeleted, type StackEvent } from "../../model/stack-events.ts";
import { stackFailed } from "../../model/stack-failure.ts";
import { finalSnapshot } from "../../model/retained.ts";
import type { DestroyPlan, DoomedResource, DoomedStack } from "../../model/doomed.ts";
import type { DestroyPorts } from "../destroy.ts";
import { refuseRevived, takesWorlds } from "./worlds.ts";

/** Log deliveries may fill a bucket again between emptying and deleting it. */
const tries = 3;

/** Deletes a stack with what is in its buckets, where that may go; returns what it leaves behind. */
export async function remove(ports: DestroyPorts, plan: DestroyPlan, stack: DoomedStack) {
  const { name, region, stackId, terminationProtection: unprotect } = stack;
  let full = stack.fullBuckets;
  for (let attempt = 1; ; attempt += 1) {
    for (const bucket of full) await empty(ports, name, region, bucket.physicalId);
    if (takesWorlds(plan.environment, stack.lost)) await refuseRevived(ports, plan);
    const token = `gw-${plan.id}-${stack.part}-${attempt}`;
    await ports.undertaking.begins({ name, region, action: "delete", token, at: ports.clock.now(), stackId });
    const removed = await ports.remove(ports.stacks(region), { stackId, name, unprotect }, token);
    const { phase, stack: last, events } = removed;
    if (phase === "gone")
      return [...retained(events).map(facts), ...finalSnapshots(stack)].map((one) => ({ stack: name, ...one }));
    full = undeleted(events).filter(isBucket).map(facts);
    if (full.length === 0 || !plan.withData || attempt === tries)
      throw stackFailed(
        { name, status: last?.status ?? "", statusReason: last?.statusReason, events },
        [
          ...undeleted(events).flatMap((event) => findUser(event, region)),
          `Remove what is in the way, then run again: ${ports.again}`,
        ].join("\n"),
      );
  }
}

/** No event tells of a cache's final snapshot: it belongs to nobody once its stack is gone, and is billed. */
const finalSnapshots = ({ snapshotted = [] }: DoomedStack) =>
  snapshotted.flatMap(({ type, ...one }) =>
    type === "AWS::ElastiCache::ReplicationGroup" ? [{ ...one, type: finalSnapshot }] : [],
  );

/** The filters of DescribeNetworkInterfaces by what cannot go while an interface is in it. */
const interfacesOf: Readonly<Record<string, string>> = {
  "AWS::EC2::SecurityGroup": "group-id",
  "AWS::EC2::Subnet": "subnet-id",
  "AWS::EC2::VPC": "vpc-id",
};

/**
 * A network interface outlives its owner by minutes, and only its description tells whose it is.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html
 */
function findUser({ type, physicalId, reason = "" }: StackEvent, region: string): string[] {
  const filter = interfacesOf[type];
  if (filter === undefined || !/dependen|in use/i.test(reason)) return [];
  const question = `aws ec2 describe-network-interfaces --filters Name=${filter},Values=${physicalId} --region ${region}`;
  return [`See whose network interfaces use it: ${question}`];
}

export const isBucket = ({ type }: DoomedResource) => type === "AWS::S3::Bucket";

async function empty({ objects, report, clock }: DestroyPorts, stack: string, region: string, bucket: string) {
  const tell = (text: string) => report({ kind: "note", at: clock.now(), text: `${stack}: ${text}` });
  tell(`emptying ${bucket}`);
  await objects(region).empty(bucket, (count) => tell(`${count} objects and versions of ${bucket} are gone`));
}

export const facts = ({ logicalId, physicalId, type }: DoomedResource): DoomedResource => ({
  logicalId,
  physicalId,
  type,
});
