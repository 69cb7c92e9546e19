import { assess, beyond } from "../model/assess.ts";
import { GworldError } from "../model/error.ts";
import { upstream, type StackPart } from "../model/graph.ts";
import { resolveInputs, sameInputs } from "../model/inputs.ts";
import type { ReportOperation } from "../model/operation-events.ts";
import { isTouched, type DeployPlan, type PlannedChange, type StackPlan } from "../model/plan.ts";
import { refuseDataLoss } from "../model/refusal.ts";
import { alongGraph } from "../model/schedule.ts";
import { stackFailed } from "../model/stack-failure.ts";
import { stackInput } from "../model/stack-input.ts";
import { readTemplate } from "../model/template.ts";
import type { Connection } from "../ports/connection.ts";
import type { Stack } from "../ports/stacks.ts";
import type { Applied, StackEnd } from "./applied.ts";
import type { Follow, Followed } from "./follow.ts";
import type { StackGuard } from "./guard-stack.ts";
import type { PlaceTemplate } from "./place-template.ts";
import type { RemoveStack } from "./remove-stack.ts";

export interface ApplyPorts extends Pick<Connection, "stacks" | "clock"> {
  readonly place: PlaceTemplate;
  readonly follow: Follow;
  readonly remove: RemoveStack;
  readonly report: ReportOperation;
  readonly signal: AbortSignal;
  /** Asks about changes that go beyond the approved plan. */
  readonly approve: (beyond: StackPlan) => Promise<boolean>;
  readonly allowReplace: readonly string[];
  readonly guard: StackGuard;
  /** The command that goes on where this one stopped. */
  readonly again: string;
}

interface Run {
  readonly ports: ApplyPorts;
  readonly plan: DeployPlan;
  readonly outputs: Partial<Record<StackPart, Readonly<Record<string, string>>>>;
  readonly ends: Map<string, StackEnd>;
  readonly detached: string[];
  /** Operations that have succeeded and still clean up. */
  readonly tails: Promise<void>[];
  /** Failures after stacks downstream were let go. */
  readonly late: unknown[];
  /** Change sets that nobody has executed. */
  readonly open: Map<string, string>;
  asking: Promise<unknown>;
}

/** Carries a plan out, stacks in parallel along the graph. Every failure is in the result; change sets are not left behind. */
export async function applyDeploy(ports: ApplyPorts, plan: DeployPlan): Promise<Applied> {
  refuseDataLoss(plan.stacks, ports.allowReplace);
  const { signal, report, clock } = ports;
  const run: Run = {
    ports,
    plan,
    outputs: { ...plan.outputs },
    ends: new Map(),
    detached: [],
    tails: [],
    late: [],
    open: openSets(plan),
    asking: Promise.resolve(),
  };
  report({
    kind: "planned",
    at: clock.now(),
    stacks: plan.stacks.filter(({ action }) => action !== "unchanged").map(({ name }) => name),
  });
  const byPart = new Map(plan.stacks.map((stack) => [stack.part, stack]));
  const ends = await alongGraph(
    [...byPart.keys()],
    (part) => upstream[part],
    async (part) => {
      const stack = byPart.get(part);
      if (stack !== undefined) await applyStack(run, stack);
    },
    () => signal.aborted,
  );
  await Promise.all(run.tails);
  await Promise.allSettled([...run.open].map(([id, region]) => ports.stacks(region).deleteChangeSet({ id })));
  return {
    stacks: plan.stacks.flatMap(({ name }) => run.ends.get(name) ?? []),
    outputs: run.outputs,
    detached: run.detached,
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
  if (stack.action === "create" || stack.action === "recreate") return create(run, stack, parameters);
  await update(run, stack, parameters);
}

async function create(run: Run, stack: StackPlan, parameters: StackPlan["parameters"]): Promise<void> {
  const { ports } = run;
  const stacks = ports.stacks(stack.region);
  const started = ports.clock.now();
  if (stack.action === "recreate" && stack.stackId !== undefined) await remove(run, stack, stack.stackId);
  const template = await ports.place(stack.template.body);
  const stackId = await stacks.create(stackInput(stack, parameters, template, run.plan.id));
  const target = { stackId, name: stack.name, after: undefined, fresh: true };
  await finish(run, { stack, action: "create", started, opened: [] }, (usable) => ports.follow(stacks, target, usable));
}

/** A stack whose creation failed can only be deleted; it never held anything that was in use. */
async function remove({ ports, plan }: Run, { name, region, part }: StackPlan, stackId: string): Promise<void> {
  const token = `gw-${plan.id}-${part}-delete`;
  const followed = await ports.remove(ports.stacks(region), { stackId, name, unprotect: true }, token);
  if (followed.phase !== "gone") throw failure(name, followed, ports.again);
}

async function update(run: Run, stack: StackPlan, parameters: StackPlan["parameters"]): Promise<void> {
  const { ports, plan } = run;
  const { name, region, stackId = name } = stack;
  const stacks = ports.stacks(region);
  const started = ports.clock.now();
  const changeSet = await executable(run, stack, parameters);
  if (changeSet === undefined) {
    await close(run, stack, []);
    const action = isTouched({ ...stack, action: "unchanged" }) ? "update" : "unchanged";
    run.ends.set(name, { name, action, status: stack.status, seconds: 0 });
    return;
  }
  const { id, changes } = changeSet;
  const after = (await stacks.eventsSince(stackId, undefined)).at(-1)?.id;
  const opened = await ports.guard.open(stack, changes);
  try {
    await stacks.execute({ id }, `gw-${plan.id}-${stack.part}`);
  } catch (error) {
    await close(run, stack, opened);
    throw error;
  }
  run.open.delete(id);
  await finish(run, { stack, action: "update", started, opened }, (usable) =>
    ports.follow(stacks, { stackId, name, after, fresh: false }, usable),
  );
}

/** Whatever became of the stack, what guards it is set; that it cannot be is told beside. */
async function close({ ports, late }: Run, stack: StackPlan, opened: readonly string[]): Promise<void> {
  await ports.guard.close(stack, opened).catch((error: unknown) => late.push(error));
}

/** The change set to execute: the approved one while its inputs hold, else a new one with what it adds approved. */
async function executable(
  run: Run,
  stack: StackPlan,
  parameters: StackPlan["parameters"],
): Promise<{ readonly id: string; readonly changes: readonly PlannedChange[] } | undefined> {
  const { ports, plan } = run;
  const { name, region, changeSetId } = stack;
  const known = stack.action === "unchanged" || changeSetId !== undefined;
  if (known && sameInputs(stack.parameters, parameters))
    return changeSetId === undefined ? undefined : { id: changeSetId, changes: stack.changes };
  const stacks = ports.stacks(region);
  const before = readTemplate(await stacks.template(stack.stackId ?? name));
  const input = stackInput(stack, parameters, await ports.place(stack.template.body), `${plan.id}-again`);
  const changeSet = await stacks.createChangeSet(input, `gw-${plan.id}-again`);
  run.open.set(changeSet.id, region);
  if (!changeSet.executable) return undefined;
  const changes = assess(changeSet.changes, before, readTemplate(stack.template.body));
  const more = beyond(stack.changes, changes);
  refuseDataLoss([{ name, changes, changeSetId: changeSet.id }], ports.allowReplace);
  const made = { id: changeSet.id, changes };
  if (more.length === 0) return made;
  // One question at a time: stacks run side by side, people do not.
  const answer = run.asking.then(() => ports.approve({ ...stack, action: "update", changes: more }));
  run.asking = answer.catch(() => undefined);
  if (await answer) return made;
  throw new GworldError("refused", `${name} was not deployed: what it would change goes beyond the approved plan.`, {
    hint: `See it with: gworld diff --env ${plan.environment}`,
  });
}

interface Step {
  readonly stack: StackPlan;
  readonly action: "create" | "update";
  readonly started: number;
  /** What its stack policy was opened for. */
  readonly opened: readonly string[];
}

/** Returns as soon as stacks downstream may start; what is left of the operation is awaited at the end. */
async function finish(
  run: Run,
  step: Step,
  follow: (usable: (stack: Stack) => void) => Promise<Followed>,
): Promise<void> {
  let released = false;
  await new Promise<void>((resolve, reject) => {
    const whole = follow((stack) => {
      run.outputs[step.stack.part] = stack.outputs;
      released = true;
      resolve();
    }).then(async (followed) => {
      if (!followed.detached && step.action === "update") await close(run, step.stack, step.opened);
      return conclude(run, step, followed);
    });
    whole.then(resolve, reject);
    run.tails.push(whole.catch((error: unknown) => void (released && run.late.push(error))));
  });
}

function conclude(run: Run, { stack: { name, part }, action, started, opened }: Step, followed: Followed): void {
  const { clock } = run.ports;
  const status = followed.stack?.status ?? "";
  run.ends.set(name, { name, action, status, seconds: Math.round((clock.now() - started) / 1_000) });
  if (followed.detached) {
    run.detached.push(name);
    // Closing it now would make CloudFormation refuse what was approved.
    if (opened.length > 0) stayed(run, name, opened);
    throw goesOn(name, run.ports.again);
  }
  if (followed.phase !== "succeeded") throw failure(name, followed, run.ports.again);
  run.outputs[part] = followed.stack?.outputs ?? {};
}

const stayed = ({ ports: { report, clock } }: Run, name: string, opened: readonly string[]) =>
  report({
    kind: "note",
    at: clock.now(),
    text: `the stack policy of ${name} stays open for ${opened.join(", ")} until the next gworld deploy closes it`,
  });

const goesOn = (name: string, again: string) =>
  new GworldError("interrupted", `CloudFormation goes on with ${name}.`, {
    hint: `${again} follows it.`,
  });

const failure = (name: string, { stack, events }: Followed, again: string) =>
  stackFailed(
    { name, status: stack?.status ?? "DELETE_COMPLETE", statusReason: stack?.statusReason, events },
    `Correct the cause, then run again: ${again}`,
  );
