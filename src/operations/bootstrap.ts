import { describedDigest, type BootstrapTemplate } from "../model/assembly.ts";
import { additions, assess } from "../model/assess.ts";
import { backendOf, newerBackend } from "../model/bootstrapped.ts";
import { refuseForeignCaller } from "../model/home.ts";
import { stateBucketName, stateTableName } from "../model/names.ts";
import type { PlannedChange, ResourceChange } from "../model/plan.ts";
import { refuseDataLoss } from "../model/refusal.ts";
import { standing } from "../model/stack-status.ts";
import { bootstrapTags, carriesTags, ownTags } from "../model/stack-tags.ts";
import { readTemplate } from "../model/template.ts";
import type { Connection } from "../ports/connection.ts";
import type { Stack, StackInput } from "../ports/stacks.ts";
import type { Synth } from "../ports/synth.ts";
import { adopt } from "./bootstrap/adopt.ts";
import { failed, goesOn, stuck } from "./bootstrap/ends.ts";
import { leftOver, refuseFirst, refuseGone } from "./bootstrap/standing.ts";
import type { Follow } from "./follow.ts";
import type { RemoveStack } from "./remove-stack.ts";

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
}

export interface Bootstrapped {
  readonly account: string;
  readonly region: string;
  readonly version: number;
  readonly bucket: string;
  readonly table: string;
  readonly result: "created" | "updated" | "unchanged";
}

/** Compares the state backend of the target with what this version of gworld needs. Waits for an operation on it. */
export async function planBootstrap(ports: BootstrapPorts): Promise<BootstrapPlan> {
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
  const plan = { account, region: config.region, template, stackId: stack?.id, input, changes: [], adopted: [] };
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
    await refuseGone(ports);
    return { ...plan, action: "unchanged" };
  }
  return planUpdate(ports, plan, stack);
}

/** Throws `refused` where state would be lost. */
async function planUpdate(
  ports: BootstrapPorts,
  plan: Omit<BootstrapPlan, "action">,
  stack: Stack,
): Promise<BootstrapPlan> {
  const {
    input,
    template: { name, body },
  } = plan;
  const stacks = ports.stacks(plan.region);
  const changeSet = await stacks.createChangeSet(
    { ...input, tags: { ...ownTags(stack.tags), ...bootstrapTags } },
    input.token,
  );
  if (!changeSet.executable) {
    await stacks.deleteChangeSet(changeSet);
    return { ...plan, action: "unchanged" };
  }
  const before = readTemplate(await stacks.template(stack.id));
  const changes = assess(changeSet.changes, before, readTemplate(body));
  const update = { ...plan, action: "update", changes, changeSetId: changeSet.id } as const;
  try {
    refuseDataLoss([{ ...update, name }], [], stateLoss);
  } catch (error) {
    await discardBootstrap(ports, update);
    throw error;
  }
  return update;
}

const stateLoss =
  "Every environment of the target relies on its state. Use the version of gworld that prepared the target.";

/** Carries the plan out and says what is there now. */
export async function applyBootstrap(ports: BootstrapPorts, plan: BootstrapPlan): Promise<Bootstrapped> {
  const { config, follow } = ports;
  const { account, region, template, action } = plan;
  const results = { create: "created", recreate: "created", update: "updated", unchanged: "unchanged" } as const;
  if (action !== "unchanged") {
    const target = await start(ports, plan);
    const followed = await follow(ports.stacks(region), { ...target, name: template.name });
    if (followed.detached) throw goesOn(template.name);
    if (followed.phase !== "succeeded") throw failed(config.name, template.name, followed);
  }
  return {
    account,
    region,
    version: template.version,
    bucket: stateBucketName(account, region),
    table: stateTableName,
    result: results[action],
  };
}

const harmless = (change: ResourceChange): PlannedChange => ({ ...change, because: [] });

/** Removes the change set of a plan that is not applied. */
export async function discardBootstrap(ports: Pick<BootstrapPorts, "stacks">, plan: BootstrapPlan): Promise<void> {
  if (plan.changeSetId !== undefined) await ports.stacks(plan.region).deleteChangeSet({ id: plan.changeSetId });
}

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
  if (backendOf(stack) === "newer") throw newerBackend();
}

async function guardedCaller({ config, identity, local }: BootstrapPorts) {
  const caller = await identity.caller();
  if (!local) refuseForeignCaller(config, caller);
  return caller;
}
