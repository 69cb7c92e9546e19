import { goesOn, wasCalledOff } from "../../model/called-off.ts";
import type { StackPlan } from "../../model/plan.ts";
import { undeleted, type StackEvent } from "../../model/stack-events.ts";
import { stackFailed } from "../../model/stack-failure.ts";
import { standing } from "../../model/stack-status.ts";
import type { Stack } from "../../ports/stacks.ts";
import type { Followed } from "../follow.ts";
import type { Run } from "./run.ts";

/** Whatever became of the stack, what guards it is set; that it cannot be is told beside. */
export async function close({ ports, late }: Run, stack: StackPlan, opened: readonly string[]): Promise<void> {
  await ports.guard.close(stack, opened).catch((error: unknown) => late.push(error));
}

/** The deployment of one stack. */
export interface Step {
  readonly stack: StackPlan;
  readonly action: "create" | "update";
  readonly started: number;
  /** What its stack policy was opened for. */
  readonly opened: readonly string[];
}

/** Returns as soon as stacks downstream may start; what is left of the operation is awaited at the end. */
export async function finish(
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

function conclude(run: Run, { stack: { name, part, adopted }, started, opened, ...step }: Step, followed: Followed) {
  const { clock } = run.ports;
  const status = followed.stack?.status ?? "";
  const action = adopted === undefined ? step.action : "create";
  run.ends.set(name, { name, action, status, seconds: Math.round((clock.now() - started) / 1_000) });
  // Closing it now would make CloudFormation refuse what was approved.
  if (followed.detached && opened.length > 0) stayed(run, name, opened);
  mustHaveSucceeded(run, name, followed);
  run.outputs[part] = followed.stack?.outputs ?? {};
}

/** Throws where an operation goes on, was called off or failed, and keeps account of it. */
export function mustHaveSucceeded(run: Run, name: string, followed: Followed): void {
  const { again } = run.ports;
  const { calledOff, detached, phase, stack } = followed;
  if (detached) {
    run.detached.push(name);
    throw goesOn(name, again);
  }
  if (calledOff !== undefined && (phase === "gone" || stack?.status === "UPDATE_ROLLBACK_COMPLETE")) {
    const end = wasCalledOff(name, calledOff, again);
    run.calledOff.push(end.message);
    throw end;
  }
  if (phase !== "succeeded") throw failure(run, name, followed);
  for (const event of undeleted(followed.events)) leftOver(run, event);
}

/** CloudFormation tries three times to delete what an update has replaced or removed, and forgets it then. */
const leftOver = ({ ports: { report, clock } }: Run, { stackName, logicalId, type, physicalId, reason }: StackEvent) =>
  report({
    kind: "note",
    at: clock.now(),
    text: `${stackName} no longer has ${logicalId} (${type}), but ${physicalId} could not be deleted and may still cost: ${reason ?? "no reason given"}`,
  });

const stayed = ({ ports: { report, clock, again } }: Run, name: string, opened: readonly string[]) =>
  report({
    kind: "note",
    at: clock.now(),
    text: `the stack policy of ${name} stays open for ${opened.join(", ")} until this closes it: ${again}`,
  });

export function failure({ ports, plan }: Run, name: string, { stack, events }: Followed) {
  const status = stack?.status ?? "DELETE_COMPLETE";
  return stackFailed(
    { name, status, statusReason: stack?.statusReason, events },
    standing(status).recovery === undefined
      ? `Correct the cause, then run again: ${ports.again}`
      : `Correct the cause, then bring the stack back and deploy: gworld deploy --env ${plan.environment} --recover`,
  );
}
