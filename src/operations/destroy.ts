import {
  refuseDataUnsaid,
  type DestroyPlan,
  type DoomedResource,
  type DoomedStack,
  type Said,
} from "../model/doomed.ts";
import { stackRegion, type StackPart } from "../model/graph.ts";
import type { ReportOperation } from "../model/operation-events.ts";
import { given } from "../model/json.ts";
import type { Leftover } from "../model/leftovers.ts";
import type { RetainedResource } from "../model/retained.ts";
import { standing } from "../model/stack-status.ts";
import { lostWith } from "../model/stateful-types.ts";
import { readTemplate } from "../model/template.ts";
import type { Connection } from "../ports/connection.ts";
import type { Stack } from "../ports/stacks.ts";
import { forecastDestroy } from "./destroy/forecast.ts";
import { leftBehind } from "./destroy/left-behind.ts";
import { applyDestroy } from "./destroy/apply.ts";
import { planPurge } from "./destroy/purge.ts";
import { facts, isBucket } from "./destroy/remove.ts";
import { doomedWorlds, keepWorlds } from "./destroy/worlds.ts";
import type { FindLeftovers } from "./leftovers.ts";
import type { FreshPlan, Planning } from "./fresh-plan.ts";
import type { RecordRevision, Undertaking } from "./journal.ts";
import type { Sure } from "./lock.ts";
import type { RemoveStack } from "./remove-stack.ts";
import type { FindStacks } from "./settle.ts";
import type { Stopping } from "./stopping.ts";

export { applyDestroy };

export interface DestroyPorts extends Pick<
  Connection,
  "config" | "pace" | "stacks" | "objects" | "tables" | "leftovers" | "data" | "identity" | "clock" | "state"
> {
  readonly remove: RemoveStack;
  readonly find: FindStacks;
  readonly report: ReportOperation;
  readonly record: RecordRevision;
  readonly undertaking: Pick<Undertaking, "plans" | "begins" | "begun">;
  /** Ends with the caller's, and when the lock is lost: nothing more is begun then. */
  readonly signal: AbortSignal;
  /** Ends when the lock is lost. */
  readonly lost?: AbortSignal | undefined;
  readonly stop: Pick<Stopping, "words">;
  /** The command that goes on where this one stopped. */
  readonly again: string;
  /** To be asked before a world is changed; the other ports ask it themselves. */
  readonly sure: Sure;
  /** Finds what outlives the stacks; absent where that stays. */
  readonly leftBehind?: FindLeftovers | undefined;
  /** Takes a final snapshot of a world into a file; absent where nobody wants any. */
  readonly keep?: KeepWorld | undefined;
}

/** A world that was kept in a file before its environment went. */
export interface KeptWorld {
  readonly worldId: string;
  readonly snapshotId: string;
  readonly file: string;
}
export type KeepWorld = (worldId: string, signal: AbortSignal) => Promise<KeptWorld>;

export interface Destroyed {
  readonly env: string;
  readonly stacks: readonly { readonly name: string; readonly status: string; readonly seconds: number }[];
  /** What is still in the account, also of an earlier run that was cut off, and how it is removed. */
  readonly retained: readonly (RetainedResource & { readonly remove?: string | undefined })[];
  readonly snapshots?: readonly KeptWorld[] | undefined;
  /** What outlived its stack, and was deleted. */
  readonly purged?: readonly Pick<Leftover, "type" | "name" | "physicalId" | "region">[] | undefined;
}

/** Looks at everything that would go. The state backend of the target is not part of it. */
export async function planDestroy(ports: DestroyPorts, said: Said): Promise<DestroyPlan> {
  const { config, clock } = ports;
  const found = await ports.find("destroy");
  const doomed = found.flatMap(({ part, stack }) =>
    stack === undefined || standing(stack.status).destroy === "nothing" ? [] : [doom(ports, part, stack)],
  );
  const stacks = await Promise.all(doomed);
  const purge = await planPurge(ports, stacks);
  const [worlds, forecast] = await Promise.all([doomedWorlds(ports, stacks, purge), forecastDestroy(ports, stacks)]);
  const id = `${clock.now().toString(36)}-destroy`;
  return { environment: config.name, stacks, worlds, id, ...said, forecast, ...given({ purge }) };
}

async function doom({ config, stacks, objects }: DestroyPorts, part: StackPart, stack: Stack): Promise<DoomedStack> {
  const region = stackRegion(part, config.region);
  const { id: stackId, name, status, terminationProtection } = stack;
  // A stack that waits in review has no template and no resources yet.
  const empty = status === "REVIEW_IN_PROGRESS";
  const [body, resources] = empty
    ? ["{}", []]
    : await Promise.all([stacks(region).template(stackId), stacks(region).resources(stackId)]);
  const template = readTemplate(body);
  const there = resources.filter((one) => one.physicalId !== "" && !one.status.startsWith("DELETE_COMPLETE"));
  const policyOf = ({ logicalId }: DoomedResource) => template.resources.get(logicalId)?.deletionPolicy ?? "";
  const isKept = (one: DoomedResource) => policyOf(one).startsWith("Retain");
  const going = there.filter((one) => !isKept(one));
  const buckets = going.filter(isBucket);
  const full = await Promise.all(
    buckets.map(({ physicalId }) =>
      objects(region)
        .isEmpty(physicalId)
        .then((none) => !none),
    ),
  );
  return {
    part,
    name,
    region,
    stackId,
    status,
    terminationProtection,
    gone: going.map(facts),
    kept: there.filter(isKept).map(facts),
    snapshotted: going.filter((one) => policyOf(one) === "Snapshot").map(facts),
    lost: going.filter(({ type }) => lostWith(type) !== undefined).map(facts),
    fullBuckets: buckets.filter((_, index) => full[index]).map(facts),
  };
}

export interface DestroySteps extends Pick<Planning<DestroyPlan>, "approve" | "warn"> {
  /** Does what only the holder of the environment's lock may do. */
  readonly underLock: <T>(work: (ports: DestroyPorts, undisturbed: boolean) => Promise<T>) => Promise<T>;
  readonly fresh: FreshPlan;
}

/** Carries an approved plan out while nobody else changes the environment. Undefined where a new plan was not approved. */
export async function destroy(
  plan: DestroyPlan,
  { underLock, fresh, approve, warn }: DestroySteps,
): Promise<Destroyed | undefined> {
  const { environment, withData, discardWorlds, keepsWorlds } = plan;
  return underLock(async (ports, undisturbed) => {
    const again = () => planDestroy(ports, { withData, discardWorlds, keepsWorlds });
    const facts = ({ stacks, worlds, purge }: DestroyPlan) => ({
      stacks,
      worlds: worlds?.map(({ worldId }) => worldId),
      purge: purge?.doomed,
    });
    const current = await fresh(undisturbed, plan, { environment, again, facts, approve, warn });
    if (current === undefined) return undefined;
    refuseDataUnsaid(await seenAgain(ports, current));
    const { keep } = ports;
    if (keep === undefined) return applyDestroy(ports, current);
    const kept = await keepWorlds(ports, current, { keep, again });
    return { ...(await applyDestroy(ports, kept.plan)), snapshots: kept.snapshots };
  });
}

/** Whoever relies on a snapshot looks again under the lock: somebody may have gone on with a world since. */
async function seenAgain(ports: DestroyPorts, plan: DestroyPlan): Promise<DestroyPlan> {
  if (plan.worlds?.some(({ keptIn }) => keptIn !== undefined) !== true) return plan;
  return { ...plan, worlds: await doomedWorlds(ports, plan.stacks, plan.purge) };
}

/** What is still there of an environment that has no stack (any more). */
export const nothingToDestroy = async (ports: DestroyPorts): Promise<Destroyed> => ({
  env: ports.config.name,
  stacks: [],
  retained: await leftBehind(ports, []),
});
