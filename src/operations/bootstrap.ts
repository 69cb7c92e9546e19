import { describedDigest, type BootstrapTemplate } from "../model/assembly.ts";
import { additions } from "../model/assess.ts";
import { backendOf, needsOf, newerBackend } from "../model/bootstrapped.ts";
import { refuseForeignCaller } from "../model/home.ts";
import { stateBucketName, stateTableName } from "../model/names.ts";
import type { PlannedChange, ResourceChange } from "../model/plan.ts";
import { standing } from "../model/stack-status.ts";
import { bootstrapTags, carriesTags } from "../model/stack-tags.ts";
import { readTemplate } from "../model/template.ts";
import type { Connection } from "../ports/connection.ts";
import type { Stack, StackInput } from "../ports/stacks.ts";
import type { Synth } from "../ports/synth.ts";
import { adopt } from "./bootstrap/adopt.ts";
import { faultyBuckets, mendBuckets, stateBuckets, type FaultyBucket } from "./bootstrap/buckets.ts";
import { failed, goesOn, stuck } from "./bootstrap/ends.ts";
import { discardBootstrap, planUpdate } from "./bootstrap/plan-update.ts";
import { leftOver, refuseFirst, refuseGone } from "./bootstrap/standing.ts";
import type { Follow } from "./follow.ts";
import type { RemoveStack } from "./remove-stack.ts";

export { discardBootstrap };

export interface BootstrapPorts extends Pick<
  Connection,
  "config" | "local" | "stacks" | "objects" | "tables" | "identity" | "clock"
> {
  readonly synth: Synth;
  readonly follow: Follow;
  readonly remove: RemoveStack;
}

export interface BootstrapPlan {
  readonly account: string;
  readonly region: string;
  readonly action: "create" | "recreate" | "update" | "unchanged";
  readonly template: BootstrapTemplate;
  readonly stackId: string | undefined;
  readonly changes: readonly PlannedChange[];
  readonly input: StackInput;
  readonly changeSetId?: string | undefined;
  /** What an earlier state backend has left, which the new stack takes over. */
  readonly adopted: readonly string[];
  /** Buckets that are there and not kept as the template says. */
  readonly faulty: readonly FaultyBucket[];
  /** Of the key that the stack has already. */
  readonly keyArn: string | undefined;
}

export interface Bootstrapped {
  readonly account: string;
  readonly region: string;
  readonly version: number;
  readonly bucket: string;
  readonly table: string;
  readonly result: "created" | "updated" | "unchanged";
  /** Buckets that are kept again as the template says. */
  readonly corrected?: readonly string[] | undefined;
  /** Buckets of which that could not be seen. */
  readonly unseen?: readonly Pick<FaultyBucket, "bucket" | "unseen">[] | undefined;
}

/** Compares the state backend of the target with what this version of gworld needs. Waits for an operation on it. */
export async function planBootstrap(ports: BootstrapPorts): Promise<BootstrapPlan> {
  const plan = await planStack(ports);
  const { account, template, keyArn } = plan;
  try {
    return { ...plan, faulty: await faultyBuckets(ports, { account, body: template.body, keyArn }) };
  } catch (error) {
    await discardBootstrap(ports, plan);
    throw error;
  }
}

async function planStack(ports: BootstrapPorts): Promise<BootstrapPlan> {
  const { config, clock, synth } = ports;
  const [{ account }, template] = await Promise.all([guardedCaller(ports), synth.bootstrap()]);
  const stack = await settled(ports, template.name);
  refuseNewer(stack);
  const token = `gw-${clock.now().toString(36)}-bootstrap`;
  const { name, body, capabilities } = template;
  const input: StackInput = {
    name,
    template: { body },
    parameters: {},
    tags: bootstrapTags,
    capabilities,
    terminationProtection: true,
    token,
  };
  const { id: stackId, outputs } = stack ?? {};
  const seen = { account, region: config.region, template, stackId, keyArn: outputs?.["KeyArn"] };
  const plan = { ...seen, input, changes: [], adopted: [], faulty: [] };
  const move = stack === undefined ? "create" : standing(stack.status).deploy;
  if (move === "create" || move === "recreate") {
    await refuseFirst(ports, account);
    return {
      ...plan,
      action: move,
      changes: additions(readTemplate(body)).map(harmless),
      adopted: await leftOver(ports, account, stack?.id),
    };
  }
  if (stack === undefined || move !== "update") throw stuck(config.name, stack);
  const same = describedDigest(stack.description) === template.digest && carriesTags(stack.tags, bootstrapTags);
  if (same && standing(stack.status).trusted) {
    await refuseGone(ports, account, body);
    return { ...plan, action: "unchanged" };
  }
  return planUpdate(ports, plan, stack);
}

/** Carries the plan out and says what is there now. */
export async function applyBootstrap(ports: BootstrapPorts, plan: BootstrapPlan): Promise<Bootstrapped> {
  const { config, follow } = ports;
  const { account, region, template, action } = plan;
  let { keyArn } = plan;
  if (action !== "unchanged") {
    const target = await start(ports, plan);
    const followed = await follow(ports.stacks(region), { ...target, name: template.name });
    if (followed.detached) throw goesOn(template.name);
    if (followed.phase !== "succeeded") throw failed(config.name, template.name, followed);
    keyArn = followed.stack?.outputs["KeyArn"] ?? keyArn;
  }
  // What a new stack makes or takes over is kept as its template says; of another's, what was shown.
  const isNew = action === "create" || action === "recreate";
  const approved = isNew
    ? stateBuckets(account, region).map(([, bucket]) => bucket)
    : plan.faulty.map(({ bucket }) => bucket);
  const { corrected, unseen } = await mendBuckets(ports, { account, body: template.body, keyArn }, approved);
  const result = results[action];
  return {
    account,
    region,
    version: template.version,
    bucket: stateBucketName(account, region),
    table: stateTableName,
    result: result === "unchanged" && corrected.length > 0 ? "updated" : result,
    ...(corrected.length > 0 && { corrected }),
    ...(unseen.length > 0 && { unseen: unseen.map(({ bucket, unseen: why }) => ({ bucket, unseen: why })) }),
  };
}

const results = { create: "created", recreate: "created", update: "updated", unchanged: "unchanged" } as const;

const harmless = (change: ResourceChange): PlannedChange => ({ ...change, because: [] });

async function start(ports: BootstrapPorts, plan: BootstrapPlan) {
  const { config, stacks, remove } = ports;
  const { account, region, action, stackId, input, changeSetId } = plan;
  const { name } = input;
  const inRegion = stacks(region);
  if (action === "update" && stackId !== undefined && changeSetId !== undefined) {
    const after = await inRegion.newestEvent(stackId);
    await inRegion.execute({ id: changeSetId }, input.token);
    return { stackId, after, fresh: false };
  }
  if (action === "recreate" && stackId !== undefined) {
    const removed = await remove(inRegion, { stackId, name, unprotect: true }, `${input.token}-delete`);
    if (removed.phase !== "gone") throw failed(config.name, name, removed);
  }
  // The stack that is gone may have retained what it had.
  const adopted = action === "recreate" ? await leftOver(ports, account) : plan.adopted;
  const made = adopted.length > 0 ? await adopt(ports, input) : await inRegion.create(input);
  return { stackId: made, after: undefined, fresh: true };
}

async function settled({ config, stacks, follow }: BootstrapPorts, name: string): Promise<Stack | undefined> {
  const inRegion = stacks(config.region);
  const stack = await inRegion.describe(name);
  if (stack === undefined || standing(stack.status).deploy !== "wait") return stack;
  const { detached } = await follow(inRegion, { stackId: stack.id, name, after: undefined, fresh: true });
  if (detached) throw goesOn(name);
  return inRegion.describe(name);
}

function refuseNewer(stack: Stack | undefined): void {
  if (backendOf(stack) === "newer") throw newerBackend(needsOf(stack));
}

async function guardedCaller({ config, identity, local }: BootstrapPorts) {
  const caller = await identity.caller();
  if (!local) refuseForeignCaller(config, caller);
  return caller;
}
