import { type DestroyPlan, type DoomedStack, type Purge, resourceId } from "../../model/doomed.ts";
import { stackName, stackParts } from "../../model/graph.ts";
import { leftoverText, type Leftover } from "../../model/leftovers.ts";
import type { DestroyPorts } from "../destroy.ts";
import { refuseRevived, takesWorlds } from "./worlds.ts";

/** What outlives the stacks and is to go after them; undefined where that stays. Only whole names and tags of ours count. */
export async function planPurge(ports: DestroyPorts, stacks: readonly DoomedStack[]): Promise<Purge | undefined> {
  const { leftBehind, config } = ports;
  if (leftBehind === undefined) return undefined;
  const { found, unseen } = await leftBehind(stackParts);
  const going = new Set(stacks.flatMap(({ gone }) => gone.map(resourceId)));
  const own = new Set(stackParts.map((part) => stackName(config.name, part)));
  const isForeign = ({ holder }: Leftover) => holder !== undefined && !own.has(holder);
  const left = found.filter((one) => !going.has(resourceId(one)));
  return {
    // A key that is going already goes by itself.
    doomed: left.filter((one) => !isForeign(one) && !(one.type === "AWS::KMS::Key" && one.goesAt !== undefined)),
    foreign: left.filter(isForeign),
    unseen,
  };
}

export interface Purged {
  readonly purged: readonly Leftover[];
  readonly errors: readonly unknown[];
}

/** Deletes what was listed and approved, and nothing else; keys last, and only once all is gone that they may encrypt. */
export async function purgeLeft(ports: DestroyPorts, plan: DestroyPlan): Promise<Purged> {
  const doomed = plan.purge?.doomed ?? [];
  try {
    if (takesWorlds(plan.environment, doomed)) await refuseRevived(ports, plan);
  } catch (error) {
    return { purged: [], errors: [error] };
  }
  const isKey = ({ type }: Leftover) => type === "AWS::KMS::Key";
  const data = await removed(
    ports,
    doomed.filter((one) => !isKey(one)),
  );
  if (data.errors.length > 0 || ports.signal.aborted) return data;
  const keys = await removed(ports, doomed.filter(isKey));
  return { purged: [...data.purged, ...keys.purged], errors: keys.errors };
}

async function removed(ports: DestroyPorts, doomed: readonly Leftover[]): Promise<Purged> {
  const purged: Leftover[] = [];
  const ends = await Promise.allSettled(
    doomed.map(async (one) => {
      if (ports.signal.aborted) return;
      await removeOne(ports, one);
      purged.push(one);
    }),
  );
  return { purged, errors: ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : [])) };
}

async function removeOne({ leftovers, clock, report }: DestroyPorts, one: Leftover): Promise<void> {
  const tell = (text: string) => report({ kind: "note", at: clock.now(), text: `${leftoverText(one)}: ${text}` });
  tell("deleting");
  await leftovers(one.region).remove(one.type, one.physicalId, { unprotect: one.isProtected === true, tell });
  tell(one.type === "AWS::KMS::Key" ? "goes in 7 days" : "gone");
}
