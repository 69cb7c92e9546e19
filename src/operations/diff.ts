import { describedDigest, type StackTemplate } from "../model/assembly.ts";
import { forecastOfPlan, lookBack } from "../model/forecast/of-plan.ts";
import type { StackPart } from "../model/graph.ts";
import { bootstrapStackName } from "../model/names.ts";
import type { DeployPlan } from "../model/plan.ts";
import { costOfPlan } from "../model/cost/change.ts";
import { backendOf, needsOf } from "../model/bootstrapped.ts";
import { chooseStacks } from "../model/choose-stacks.ts";
import { disturbances } from "../model/live-worlds.ts";
import { requireUpstream } from "../model/require-upstream.ts";
import { combined } from "../model/stack-failure.ts";
import { standing } from "../model/stack-status.ts";
import type { Connection } from "../ports/connection.ts";
import type { Stack } from "../ports/stacks.ts";
import type { Synth } from "../ports/synth.ts";
import { adoptions, type AdoptPorts } from "./diff/adopt.ts";
import { type Known, planStack, type StackPlanPorts } from "./diff/plan-stack.ts";
import type { FindStacks, FoundStack } from "./settle.ts";

export interface PlanPorts
  extends
    StackPlanPorts,
    AdoptPorts,
    Pick<Connection, "local" | "pace" | "objects" | "identity" | "clock" | "data" | "state"> {
  readonly synth: Synth;
  readonly find: FindStacks;
  /** What a change rests on, where that is more than `find` tells: asked only where something is to be done. */
  readonly findToChange?: FindStacks | undefined;
}

/**
 * Compares the environment with its configuration: one DescribeStacks a stack, a second one where something differs and a change
 * must rest on more, and change sets only for stacks that differ.
 * A plan that is not applied must be given to `discardPlan`.
 */
export async function planDeploy(ports: PlanPorts, names: readonly string[] = []): Promise<DeployPlan> {
  const { config, identity, synth, clock } = ports;
  const selected = chooseStacks(config.name, names);
  const [atOnce, bootstrap, caller, templates] = await Promise.all([
    ports.find("deploy"),
    ports.stacks(config.region).describe(bootstrapStackName),
    identity.caller(),
    ports.goal?.templates ?? synth.environment(config),
  ]);
  const isDone = areDeployed(templates, present(atOnce));
  const found = isDone ? present(atOnce) : present(await (ports.findToChange?.("deploy") ?? atOnce));
  requireUpstream(config.name, selected, (part) => standing(found.get(part)?.status ?? "").deploy === "update");
  const outputs = Object.fromEntries([...found].map(([part, stack]) => [part, stack.outputs]));
  const wanted = templates.filter(({ part }) => selected.includes(part));
  const { account } = caller;
  const digest = synth.digest([caller.arn, ...templates.map((template) => template.digest)].join());
  const known: Known = {
    id: `${clock.now().toString(36)}-${digest.slice(0, 6)}`,
    found,
    outputs,
    adopts: await adoptions(ports, { account, templates: wanted, found, outputs }),
  };
  const plans = await Promise.allSettled(wanted.map((template) => planStack(ports, known, template)));
  const stacks = plans.flatMap((plan) => (plan.status === "fulfilled" ? [plan.value] : []));
  const errors = plans.flatMap((plan) => (plan.status === "rejected" ? [plan.reason] : []));
  if (errors.length > 0) {
    await discardPlan(ports, { stacks });
    throw combined(errors, [], `Correct the causes, then run the same command again`);
  }
  const { id } = known;
  const backend = backendOf(bootstrap);
  const cost = ports.local ? undefined : costOfPlan(stacks, config.usage);
  const [worlds, forecast] = await Promise.all([liveWorlds(ports, stacks), forecastFor(ports, stacks)]);
  const target = { environment: config.name, account, region: config.region };
  return { ...target, id, stacks, outputs, backend, needs: needsOf(bootstrap), cost, worlds, forecast };
}

/** Nobody is asked where nothing is noticed; a plan stands without an answer. */
async function liveWorlds(
  { data }: Pick<PlanPorts, "data">,
  stacks: DeployPlan["stacks"],
): Promise<DeployPlan["worlds"]> {
  const because = disturbances(stacks);
  if (because.length === 0) return undefined;
  const worlds = await data.worlds.list().catch(() => []);
  const active = worlds.filter(({ status }) => status === "active").map(({ worldId }) => worldId);
  return active.length === 0 ? undefined : { active: active.toSorted(), because };
}

/** Without a history that can be read it rests on what AWS usually takes. */
async function forecastFor({ config, state, pace }: PlanPorts, stacks: DeployPlan["stacks"]) {
  if (stacks.every(({ action }) => action === "unchanged")) return undefined;
  return forecastOfPlan(stacks, await state.operations(config.name, lookBack).catch(() => []), pace);
}

/** Removes the change sets of a plan that is not applied. */
export async function discardPlan(
  ports: Pick<PlanPorts, "stacks">,
  { stacks }: Pick<DeployPlan, "stacks">,
): Promise<void> {
  await Promise.allSettled(
    stacks.map(async ({ region, changeSetId: id }) => {
      if (id !== undefined) await ports.stacks(region).deleteChangeSet({ id });
    }),
  );
}

const areDeployed = (templates: readonly StackTemplate[], found: ReadonlyMap<StackPart, Stack>) =>
  templates.every(({ part, digest }) => describedDigest(found.get(part)?.description) === digest);

/** The stacks that are there, at rest. */
const present = (all: readonly FoundStack[]): ReadonlyMap<StackPart, Stack> =>
  new Map(
    all.flatMap(({ part, stack }) => (stack && standing(stack.status).deploy !== "create" ? [[part, stack]] : [])),
  );
