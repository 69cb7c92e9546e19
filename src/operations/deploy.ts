import { notBootstrapped } from "../model/bootstrapped.ts";
import { GworldError } from "../model/error.ts";
import { mergeOutputs } from "../model/merge-outputs.ts";
import type { TaskEvidence } from "../model/operation-events.ts";
import { hasChanges, type DeployPlan } from "../model/plan.ts";
import { refuseDataLoss } from "../model/refusal.ts";
import { combined } from "../model/stack-failure.ts";
import { standing } from "../model/stack-status.ts";
import { unverified } from "../model/unverified.ts";
import type { Connection } from "../ports/connection.ts";
import type { Revision } from "../ports/state.ts";
import type { Applied, StackEnd } from "./applied.ts";
import type { Adopted } from "./settle.ts";
import type { ExpectedRollout } from "./verify-rollouts.ts";

/** The steps of a deployment, in the order in which they are taken. */
export interface DeploySteps {
  /** Waits for what is still going on, which ends in `adopted`, and works out what is to be done. */
  readonly plan: () => Promise<DeployPlan>;
  readonly adopted: readonly Adopted[];
  readonly discard: (plan: DeployPlan) => Promise<void>;
  /** Prepares the target where that may be done without asking: for the local cloud. */
  readonly bootstrap?: (() => Promise<unknown>) | undefined;
  readonly approve: (plan: DeployPlan) => Promise<boolean>;
  readonly apply: (plan: DeployPlan) => Promise<Applied>;
  readonly evidence: () => Promise<readonly TaskEvidence[]>;
  readonly rollouts: (body: string, stackId: string, region: string) => Promise<readonly ExpectedRollout[]>;
  readonly verify: (expected: readonly ExpectedRollout[]) => Promise<readonly GworldError[]>;
  readonly record: (done: Omit<Revision, "revision" | "at">) => Promise<number | null>;
}

export interface DeployRequest {
  readonly allowReplace: readonly string[];
  readonly version: string;
  readonly signal: AbortSignal;
}

export interface Deployment {
  readonly env: string;
  readonly account: string;
  readonly region: string;
  /** Null where the history could not be read or written. */
  readonly revision: number | null;
  readonly result: "deployed" | "unchanged";
  readonly stacks: readonly StackEnd[];
  readonly outputs: Readonly<Record<string, string>>;
}

/** Brings an environment to its configuration. Undefined when the plan was not approved. Throws when anything failed. */
export async function deploy(
  connection: Pick<Connection, "config" | "clock" | "identity" | "state">,
  steps: DeploySteps,
  request: DeployRequest,
): Promise<Deployment | undefined> {
  const { config, clock, identity, state } = connection;
  const latest = state.latest(config.name).catch(() => undefined);
  const plan = await steps.plan();
  const started = clock.now();
  const base = { env: config.name, account: plan.account, region: plan.region };
  if (!hasChanges(plan) && steps.adopted.length === 0) {
    const revision = (await latest)?.revision ?? null;
    const outputs = mergeOutputs(plan.outputs);
    return { ...base, revision, result: "unchanged", stacks: ends(plan, steps, []), outputs };
  }
  const applied = hasChanges(plan) ? await carryOut(steps, plan, request) : nothing(plan);
  if (applied === undefined) return undefined;
  const stopped = request.signal.aborted;
  const errors = [...applied.errors, ...(stopped ? [] : await unfinished(steps, plan, applied))];
  if (stopped || errors.some(isInterruption)) throw interrupted(plan, applied, errors, await steps.evidence());
  const revision = await steps.record({
    environment: config.name,
    by: (await identity.caller()).arn,
    result: errors.length === 0 ? "deployed" : "failed",
    version: request.version,
    templates: Object.fromEntries(plan.stacks.map(({ name, template }) => [name, template.digest])),
    seconds: Math.round((clock.now() - started) / 1_000),
  });
  if (errors.length > 0) throw combined(errors, await steps.evidence(), tryAgain(config.name));
  const outputs = mergeOutputs(applied.outputs);
  return { ...base, revision, result: "deployed", stacks: ends(plan, steps, applied.stacks), outputs };
}

const nothing = ({ outputs }: DeployPlan): Applied => ({ stacks: [], outputs, errors: [], detached: [] });

const tryAgain = (environment: string) => `Correct the cause, then run again: gworld deploy --env ${environment}`;

/** Asks and applies. Whatever keeps the plan from being applied, its change sets go. */
async function carryOut(
  steps: DeploySteps,
  plan: DeployPlan,
  { allowReplace }: DeployRequest,
): Promise<Applied | undefined> {
  let approved = false;
  try {
    if (!plan.bootstrapped) {
      if (steps.bootstrap === undefined) throw notBootstrapped(plan.environment);
      await steps.bootstrap();
    }
    refuseDataLoss(plan.stacks, allowReplace);
    approved = await steps.approve(plan);
  } finally {
    if (!approved) await steps.discard(plan);
  }
  return approved ? steps.apply(plan) : undefined;
}

/** What CloudFormation calls done and ECS does not. A stack that failed has told its own cause. */
async function unfinished(steps: DeploySteps, plan: DeployPlan, applied: Applied): Promise<readonly GworldError[]> {
  const done = new Set(
    [...applied.stacks, ...adoptedEnds(steps)].flatMap(({ name, action, status }) =>
      action !== "unchanged" && standing(status).phase === "succeeded" ? [name] : [],
    ),
  );
  const { environment } = plan;
  try {
    const expected = await Promise.all(
      plan.stacks
        .filter(({ name, template }) => done.has(name) && template.body.includes("AWS::ECS::Service"))
        .map(({ name, region, template }) => steps.rollouts(template.body, name, region)),
    );
    return await steps.verify(expected.flat());
  } catch (error) {
    if (error instanceof GworldError) return [unverified(environment, "their services", error)];
    throw error;
  }
}

/** In the plan's order. A stack that was found busy and needed nothing more is shown with what was going on. */
function ends(plan: DeployPlan, steps: DeploySteps, applied: readonly StackEnd[]): StackEnd[] {
  const known = new Map(
    [...adoptedEnds(steps), ...applied.filter(({ action }) => action !== "unchanged")].map((end) => [end.name, end]),
  );
  return plan.stacks.map(({ name, status }) => known.get(name) ?? { name, action: "unchanged", status, seconds: 0 });
}

const adoptedEnds = ({ adopted }: DeploySteps): StackEnd[] =>
  adopted.flatMap(({ name, action, followed: { stack, phase } }) =>
    action === "delete" || phase !== "succeeded" ? [] : [{ name, action, status: stack?.status ?? "", seconds: 0 }],
  );

const isInterruption = (error: unknown): error is GworldError =>
  error instanceof GworldError && error.code === "interrupted";

/** Nothing of it counts as failed but what did fail, which is told too. */
function interrupted(
  { environment, stacks }: DeployPlan,
  { detached }: Applied,
  errors: readonly unknown[],
  evidence: readonly TaskEvidence[],
): GworldError {
  const cutOff = errors.find(isInterruption)?.message ?? "Nothing is going on any more.";
  const going = detached.length === 0 ? cutOff : `CloudFormation goes on with ${detached.join(", ")}.`;
  const hint = `gworld deploy --env ${environment} follows what goes on and does the rest.`;
  const failures = errors.filter((error) => !isInterruption(error));
  const told = failures.length === 0 ? "" : `\n${combined(failures, evidence, hint).message}`;
  return new GworldError("interrupted", `Interrupted. ${going} ${stacks.length} stacks were planned.${told}`, {
    hint,
    cause: failures[0],
  });
}
