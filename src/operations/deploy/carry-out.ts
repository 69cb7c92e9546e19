import { ended } from "../../model/ended.ts";
import { GworldError } from "../../model/error.ts";
import { leftBy } from "../../model/history.ts";
import { given } from "../../model/json.ts";
import { mergeOutputs } from "../../model/merge-outputs.ts";
import { endedWithout, isInterruption } from "../../model/lost-lock.ts";
import { hasChanges, isTouched, type DeployPlan } from "../../model/plan.ts";
import type { Outcome } from "../../model/revision.ts";
import { combined } from "../../model/stack-failure.ts";
import type { Applied } from "../applied.ts";
import type { Deployment, DeployPorts, DeployRequest, DeploySteps, LockedSteps } from "../deploy.ts";
import { ends } from "./ends.ts";
import { interrupted } from "./interrupted.ts";
import { verified } from "./verified.ts";

/** A deployment on its way. */
export interface Run {
  readonly ports: DeployPorts;
  readonly steps: DeploySteps;
  readonly request: DeployRequest;
}

/** Applies a plan, verifies it and writes it down. Throws when anything failed, or was ended before its end. */
export async function carryOut(run: Run, locked: LockedSteps, plan: DeployPlan): Promise<Deployment> {
  const { ports, steps, request } = run;
  const { stop, again } = request;
  const { adopted } = steps;
  const started = ports.clock.now();
  const { undertaking } = locked;
  const planned = plan.stacks.filter(isTouched).map(({ name }) => name);
  await undertaking.plans(planned);
  const keeping = kept(locked, plan);
  const applied = hasChanges(plan) ? await locked.apply(plan) : nothing(plan);
  const stopped = isStopped(request, locked, applied);
  const { errors: met, checks } = await verified(locked, plan, {
    ...applied,
    adopted,
    started,
    stopped,
    signal: stop.signal,
  });
  // What AWS did not answer, the same command asks again.
  const unfinished = `The deployment of ${plan.environment} did not come to its end`;
  const hint = `When AWS can be asked again: ${again}`;
  const errors = met.map((error) => ended(error, { stopped: false, interrupted: "", unfinished, hint }));
  const isCut = stopped || isCutShort(locked, errors);
  const failures = errors.filter((error) => !isInterruption(error));
  const isDetached = !locked.lost.aborted && isLeft(request, applied) && failures.length === 0;
  const outcome: Outcome = {
    result: isDetached ? "detached" : isCut ? "interrupted" : resultOf(failures),
    templates: Object.fromEntries(plan.stacks.map(({ name, template }) => [name, template.digest])),
    seconds: Math.round((ports.clock.now() - started) / 1_000),
    ...leftBy(planned, {
      ends: ends(plan, adopted, applied.stacks).filter(({ action }) => action !== "unchanged"),
      begun: undertaking.begun(),
      needless: applied.stacks.filter(({ action }) => action === "unchanged").map(({ name }) => name),
    }),
    document: await keeping,
    backTo: request.backTo,
    cause: causeOf(request, applied, errors),
  };
  const revision = await locked.record(outcome, steps.times.timings());
  const end = { ...of(plan), ...backOf(request), revision, stacks: ends(plan, adopted, applied.stacks) };
  if (locked.lost.aborted) throw withoutLock(plan, applied, failures);
  if (isDetached) return { ...end, ...leftIn(plan, applied), again };
  if (isCut)
    throw interrupted({ ...applied, again, stop, notBegun: outcome.notBegun }, errors, await locked.evidence());
  if (errors.length > 0) throw combined(errors, await locked.evidence(), `Correct the cause, then run again: ${again}`);
  const outputs = mergeOutputs(applied.outputs);
  return { ...end, result: "deployed", outputs, checks, criticalPath: steps.times.path() };
}

/** Keeps the plan, and has the journal know under which name. */
async function kept({ keep, undertaking }: LockedSteps, plan: DeployPlan): Promise<string | undefined> {
  const document = await keep(plan);
  if (document !== undefined) await undertaking.keeps(document);
  return document;
}

/** What stands in every answer. */
export const of = ({ environment: env, account, region }: DeployPlan) => ({ env, account, region });

export const backOf = ({ backTo }: Pick<DeployRequest, "backTo">) => given({ backTo });

/** What could not be watched to its end goes on, and has not failed. */
const resultOf = (errors: readonly unknown[]) =>
  errors.length === 0 ? "deployed" : errors.every(isUnseen) ? "interrupted" : "failed";

const isUnseen = (error: unknown) =>
  error instanceof GworldError && (error.code === "resumable" || error.code === "credentials");

/** True where not all was done that was planned, or not watched to its end. */
const isStopped = (request: DeployRequest, { lost }: LockedSteps, applied: Applied) =>
  request.stop.signal.aborted || request.stop.off.aborted || lost.aborted || isLeft(request, applied);

/** True where all was done that was planned, and it was not seen to its end. */
const isCutShort = ({ lost }: LockedSteps, errors: readonly unknown[]) => lost.aborted || errors.some(isInterruption);

/** True where stacks were only begun, as was wanted. */
const isLeft = ({ detach, stop }: DeployRequest, { detached }: Applied) =>
  detach && detached.length > 0 && stop.cause() === undefined;

/** What goes on, and what is still to be begun. */
const leftIn = (plan: DeployPlan, applied: Applied) => {
  const { detached, outputs } = applied;
  return { result: "detached", outputs: mergeOutputs(outputs), detached, waiting: notBegun(plan, applied) } as const;
};

function notBegun({ stacks: planned }: DeployPlan, { detached, stacks }: Applied): readonly string[] {
  const begun = new Set([...detached, ...stacks.map(({ name }) => name)]);
  return planned.flatMap(({ name, action }) => (action === "unchanged" || begun.has(name) ? [] : [name]));
}

function withoutLock(plan: DeployPlan, applied: Applied, failures: readonly unknown[]) {
  const ends = applied.stacks.filter(({ action }) => action !== "unchanged");
  const failed = failures.length === 0 ? undefined : combined(failures, [], "").message;
  return endedWithout({ ends, detached: applied.detached, waiting: notBegun(plan, applied), failed });
}

/** What is written down of a deployment that did not come to its end. */
function causeOf(request: DeployRequest, applied: Applied, errors: readonly unknown[]): string | undefined {
  const failures = errors.filter((error) => !isInterruption(error));
  const { detached, calledOff } = applied;
  const { stop } = request;
  const how = isLeft(request, applied)
    ? "Detached."
    : stop.off.aborted || stop.cause() === "deadline"
      ? stop.words()
      : "";
  const goes = how === "" || detached.length === 0 ? [] : [`CloudFormation goes on with ${detached.join(", ")}.`];
  const told = failures.length === 0 ? [] : [combined(failures, [], "").message];
  const all = [how, ...calledOff, ...goes, ...told].filter((text) => text !== "");
  return all.length === 0 ? undefined : all.join(how === "" ? "\n" : " ");
}

const nothing = ({ outputs }: DeployPlan): Applied => ({
  stacks: [],
  outputs,
  errors: [],
  detached: [],
  calledOff: [],
});
