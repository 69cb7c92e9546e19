import { unfitBackend } from "../model/bootstrapped.ts";
import type { Check } from "../model/check.ts";
import { GworldError } from "../model/error.ts";
import { mergeOutputs } from "../model/merge-outputs.ts";
import type { Evidence } from "../model/operation-events.ts";
import type { MeasuredPath } from "../model/forecast/progress.ts";
import { hasChanges, planReport, type DeployPlan } from "../model/plan.ts";
import { refuseDataLoss } from "../model/refusal.ts";
import type { Connection } from "../ports/connection.ts";
import type { Revision } from "../model/revision.ts";
import type { Applied, StackEnd } from "./applied.ts";
import { backOf, carryOut, of, type Run } from "./deploy/carry-out.ts";
import { ends } from "./deploy/ends.ts";
import type { FreshPlan } from "./fresh-plan.ts";
import type { RecordRevision, Undertaking } from "./journal.ts";
import type { KeepRevision } from "./keep-revision.ts";
import type { Adopted, GoingStack } from "./settle.ts";
import type { Stopping } from "./stopping.ts";
import type { Timekeeper } from "./timekeeper.ts";
import type { ExpectedRollout } from "../model/rollout.ts";

/** The steps of a deployment, in the order in which they are taken. */
export interface DeploySteps {
  /** Waits for what is still going on, which ends in `adopted`, and works out what is to be done. */
  readonly plan: () => Promise<DeployPlan>;
  /** The plan that a change may rest on: of stacks that were found after the lock was looked at. */
  readonly planToChange: (plan: DeployPlan) => Promise<DeployPlan>;
  readonly adopted: readonly Adopted[];
  /** Whether an earlier run was cut off, whose end nobody has written down. */
  readonly cutOff: () => Promise<boolean>;
  readonly discard: (plan: DeployPlan) => Promise<void>;
  /** Prepares the target where that may be done without asking: for the local cloud. */
  readonly bootstrap?: (() => Promise<unknown>) | undefined;
  readonly approve: (plan: DeployPlan) => Promise<boolean>;
  /** Does what only the holder of the environment's lock may do. */
  readonly underLock: <T>(work: (steps: LockedSteps) => Promise<T>) => Promise<T>;
  readonly fresh: FreshPlan;
  readonly warn: (text: string) => void;
  readonly times: Pick<Timekeeper, "timings" | "path">;
}

/** What changes an environment, or writes down that it was changed. */
export interface LockedSteps extends Pick<DeploySteps, "plan"> {
  /** False where somebody else may have changed the environment since it was planned. */
  readonly undisturbed: boolean;
  /** Ends when the lock is lost: nothing more is begun then. */
  readonly lost: AbortSignal;
  /** Calls off what was found busy, and throws. */
  readonly callOff: (going: readonly GoingStack[]) => Promise<never>;
  readonly apply: (plan: DeployPlan) => Promise<Applied>;
  readonly evidence: () => Promise<readonly Evidence[]>;
  readonly rollouts: (body: string, stackId: string, region: string) => Promise<readonly ExpectedRollout[]>;
  readonly verify: (expected: readonly ExpectedRollout[]) => Promise<readonly GworldError[]>;
  /** Looks at the whole environment; `begun` is when the deployment began, `patienceMs` how long what may pass is waited for. */
  readonly check: (begun: number, patienceMs: number) => Promise<readonly Check[]>;
  readonly keep: KeepRevision;
  readonly record: RecordRevision;
  readonly undertaking: Pick<Undertaking, "plans" | "keeps" | "begun">;
}

export interface DeployRequest {
  readonly allowReplace: readonly string[];
  readonly stop: Pick<Stopping, "signal" | "off" | "cause" | "words" | "restart">;
  /** Begins what can be begun, and follows nothing. */
  readonly detach: boolean;
  /** The command that goes on where this one stopped. */
  readonly again: string;
  /** The revision that is gone back to. */
  readonly backTo?: number | undefined;
}

export interface Deployment {
  readonly env: string;
  readonly account: string;
  readonly region: string;
  /** Null where the history could not be read or written. */
  readonly revision: number | null;
  /** detached: CloudFormation goes on with what was begun. */
  readonly result: "deployed" | "unchanged" | "detached";
  readonly stacks: readonly StackEnd[];
  readonly outputs: Readonly<Record<string, string>>;
  /** The revision that was gone back to. */
  readonly backTo?: number | undefined;
  /** How the environment was found afterwards; absent where nothing was deployed. */
  readonly checks?: readonly Check[] | undefined;
  /** The stacks that decided how long it took. */
  readonly criticalPath?: MeasuredPath | undefined;
  /** Stacks that CloudFormation goes on with, those that wait for them, and the command that goes on. */
  readonly detached?: readonly string[] | undefined;
  readonly waiting?: readonly string[] | undefined;
  readonly again?: string | undefined;
}

export type DeployPorts = Pick<Connection, "config" | "clock" | "state">;

/** Brings an environment to its configuration. Undefined when the plan was not approved. Throws when anything failed. */
export async function deploy(
  ports: DeployPorts,
  steps: DeploySteps,
  request: DeployRequest,
): Promise<Deployment | undefined> {
  const { config, state } = ports;
  const latest = state.latest(config.name).catch(() => undefined);
  const [found, wasCutOff, before] = await Promise.all([steps.plan(), steps.cutOff(), latest]);
  // Nobody has seen how it ended: what it deployed is still to be verified.
  const cutOff = wasCutOff || before?.result === "interrupted" || before?.result === "detached";
  if (!hasChanges(found) && steps.adopted.length === 0 && !cutOff) return unchanged({ steps, request }, found, before);
  const plan = await steps.planToChange(found);
  if (hasChanges(plan) && !(await isApproved(steps, plan, request))) return undefined;
  let begun = false;
  try {
    return await steps.underLock(async (locked) => {
      const current = await steps.fresh(locked.undisturbed, plan, {
        environment: config.name,
        // How long it takes is not what is approved.
        facts: (made) => planReport({ ...made, forecast: undefined }),
        warn: steps.warn,
        async again() {
          await steps.discard(plan);
          return locked.plan();
        },
        approve: async (fresh) => !hasChanges(fresh) || (await isApproved(steps, fresh, request)),
      });
      if (current === undefined) return undefined;
      if (!locked.undisturbed && !hasChanges(current)) {
        const last = await state.latest(config.name).catch(() => undefined);
        // Whoever did what was going on has written it down; what a run that is gone left going on, nobody has.
        const isWritten = last?.result === "deployed" && last.revision !== before?.revision;
        if ((steps.adopted.length === 0 && !cutOff) || isWritten) return unchanged({ steps, request }, current, last);
      }
      begun = true;
      return carryOut({ ports, steps, request }, locked, current);
    });
  } finally {
    if (!begun) await steps.discard(plan);
  }
}

/** Asks. Whatever keeps the plan from being approved, its change sets go. */
async function isApproved(
  steps: DeploySteps,
  plan: DeployPlan,
  { allowReplace, stop, again }: DeployRequest,
): Promise<boolean> {
  let approved = false;
  try {
    if (stop.cause() !== undefined) throw nothingBegun(stop.words(), again);
    if (plan.backend !== "ready") {
      if (steps.bootstrap === undefined) throw unfitBackend(plan.environment, plan.backend, plan.needs);
      await steps.bootstrap();
    }
    refuseDataLoss(plan.stacks, allowReplace);
    approved = await steps.approve(plan);
    stop.restart();
  } finally {
    if (!approved) await steps.discard(plan);
  }
  return approved;
}

const nothingBegun = (words: string, again: string) =>
  new GworldError("interrupted", `${words} Nothing was begun.`, { hint: `${again} plans anew.` });

const unchanged = (
  { steps, request }: Pick<Run, "steps" | "request">,
  plan: DeployPlan,
  last: Revision | undefined,
): Deployment => ({
  ...of(plan),
  ...backOf(request),
  revision: last?.revision ?? null,
  result: "unchanged",
  stacks: ends(plan, steps.adopted, []),
  outputs: mergeOutputs(plan.outputs),
});
