import { GworldError } from "../model/error.ts";
import { upstream } from "../model/graph.ts";
import { resolveInputs } from "../model/inputs.ts";
import { isTouched, type DeployPlan, type StackPlan } from "../model/plan.ts";
import { refuseDataLoss, refuseReplacement } from "../model/refusal.ts";
import { alongGraph } from "../model/schedule.ts";
import { Overtaken, PassingFailure } from "../model/stack-failure.ts";
import { stackInput } from "../model/stack-input.ts";
import type { Applied } from "./applied.ts";
import { adopted, createOver } from "./apply/adopt.ts";
import { executable } from "./apply/change-set.ts";
import { begins } from "./apply/begins.ts";
import { close, failure, finish } from "./apply/finish.ts";
import { throughIndexes } from "./apply/indexes.ts";
import { onceMore, workedOutAnew } from "./apply/once-more.ts";
import type { ApplyPorts, Run } from "./apply/run.ts";

export type { ApplyPorts };

/** Carries a plan out, stacks in parallel along the graph. Every failure is in the result; change sets are not left behind. */
export async function applyDeploy(ports: ApplyPorts, plan: DeployPlan): Promise<Applied> {
  refuseDataLoss(plan.stacks, ports.allowReplace);
  if (ports.noRollback) refuseReplacement(plan.stacks);
  const { isStopped, report, clock } = ports;
  const run: Run = {
    ports,
    plan,
    outputs: { ...plan.outputs },
    ends: new Map(),
    detached: [],
    calledOff: [],
    tails: [],
    late: [],
    open: openSets(plan),
    asking: Promise.resolve(),
  };
  report({
    kind: "planned",
    at: clock.now(),
    stacks: plan.stacks.filter(({ action }) => action !== "unchanged").map(({ name }) => name),
    forecast: plan.forecast,
  });
  const byPart = new Map(plan.stacks.map((stack) => [stack.part, stack]));
  const ends = await alongGraph(
    [...byPart.keys()],
    (part) => upstream[part],
    async (part) => {
      const stack = byPart.get(part);
      if (stack !== undefined) await applyStack(run, stack);
    },
    isStopped,
  );
  await Promise.all(run.tails);
  await Promise.allSettled([...run.open].map(([id, region]) => ports.stacks(region).deleteChangeSet({ id })));
  return {
    stacks: plan.stacks.flatMap(({ name }) => run.ends.get(name) ?? []),
    outputs: run.outputs,
    detached: run.detached,
    calledOff: run.calledOff,
    errors: [...[...ends.values()].flatMap((end) => (end.end === "failed" ? [end.error] : [])), ...run.late],
  };
}

const openSets = ({ stacks }: DeployPlan) =>
  new Map(stacks.flatMap(({ changeSetId, region }) => (changeSetId === undefined ? [] : [[changeSetId, region]])));

async function applyStack(run: Run, stack: StackPlan): Promise<void> {
  const { parameters, missing } = resolveInputs(stack.template, run.outputs, stack.kept);
  const [lacking] = missing;
  if (lacking !== undefined)
    throw new GworldError(
      "failed",
      `${stack.name} needs the output ${lacking.output} of ${lacking.part}, which it does not give.`,
      {
        hint: "Deploy the whole environment: gworld deploy without --stack",
      },
    );
  try {
    await begin(run, stack, parameters);
  } catch (error) {
    if (!(error instanceof PassingFailure) || run.ports.isStopped()) throw error;
    const again = await onceMore(run, stack);
    await begin(again.run, again.stack, parameters);
  }
}

const begin = (run: Run, stack: StackPlan, parameters: StackPlan["parameters"]) =>
  stack.action === "create" || stack.action === "recreate"
    ? create(run, stack, parameters)
    : update(run, stack, parameters);

async function create(run: Run, stack: StackPlan, parameters: StackPlan["parameters"]): Promise<void> {
  const { ports } = run;
  const stacks = ports.stacks(stack.region);
  const started = ports.clock.now();
  if (stack.action === "recreate" && stack.stackId !== undefined) await remove(run, stack, stack.stackId);
  if (stack.adopted !== undefined) return update(run, await adopted(run, stack, stack.adopted), parameters);
  const template = await ports.place(stack.template.body);
  const input = stackInput(stack, parameters, template, run.plan.id);
  const asked = { name: stack.name, region: stack.region, action: "create", token: input.token } as const;
  await begins(run, asked);
  const { noRollback } = ports;
  const stackId =
    stack.adoptsByName === true
      ? await createOver(stacks, input, noRollback)
      : await stacks.create({ ...input, noRollback });
  // Once it is gone or made anew, its name no longer leads to its events.
  await begins(run, { ...asked, stackId });
  const target = { stackId, name: stack.name, after: undefined, fresh: true };
  await finish(run, { stack, action: "create", started, opened: [] }, (usable) => ports.follow(stacks, target, usable));
}

/** A stack whose creation failed can only be deleted; it never held anything that was in use. */
async function remove(run: Run, { name, region, part }: StackPlan, stackId: string): Promise<void> {
  const { ports, plan } = run;
  const token = `gw-${plan.id}-${part}-delete`;
  await begins(run, { name, region, action: "delete", token, stackId });
  const followed = await ports.remove(ports.stacks(region), { stackId, name, unprotect: true }, token);
  if (followed.phase !== "gone") throw failure(run, name, followed);
}

async function update(run: Run, approved: StackPlan, parameters: StackPlan["parameters"]): Promise<void> {
  const { ports, plan } = run;
  const started = ports.clock.now();
  const stack = await throughIndexes(run, approved);
  const { name, region, stackId = name } = stack;
  const stacks = ports.stacks(region);
  const changeSet = await executable(run, stack, parameters);
  if (changeSet === undefined) {
    await close(run, stack, []);
    const action = isTouched({ ...stack, action: "unchanged" }) ? "update" : "unchanged";
    run.ends.set(name, { name, action, status: stack.status, seconds: 0 });
    return;
  }
  const { id, changes } = changeSet;
  const after = await stacks.newestEvent(stackId);
  const token = `gw-${plan.id}-${stack.part}`;
  const opened = await ports.guard.open(stack, changes);
  try {
    await begins(run, { name, region, action: "update", token, stackId });
    await stacks.execute({ id, noRollback: ports.noRollback }, token);
  } catch (error) {
    await close(run, stack, opened);
    if (!(error instanceof Overtaken) || id !== stack.changeSetId) throw error;
    return update(run, await workedOutAnew(run, stack, error), parameters);
  }
  run.open.delete(id);
  await finish(run, { stack, action: "update", started, opened }, (usable) =>
    ports.follow(stacks, { stackId, name, after, fresh: false }, usable),
  );
}
