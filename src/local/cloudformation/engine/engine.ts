import type { Step as Answer } from "../../resource.ts";
import type { ResourceRecord } from "../model/resource.ts";
import type { Operation, StackRecord } from "../model/stack.ts";
import { beginForward } from "./begin.ts";
import type { Begun } from "./new-step.ts";
import { callProvider, checkProvider } from "./call.ts";
import { claimChangeSets } from "./change-sets.ts";
import { decideDeletions, decideForward, decideRevert, phaseKey, phaseOf, type Decision } from "./decide.ts";
import { finishPhase } from "./finish.ts";
import { setStackStatus } from "./history.ts";
import type { Machine } from "./machine.ts";
import { beginRemoval, isOutstanding } from "./remove.ts";
import { beginRevert } from "./revert.ts";
import { isMonitoring, resumeMonitoring, triggered, watchTriggers } from "./triggers.ts";
import { cancelStep, finishStep, settle } from "./settle.ts";

/** Begins operations and takes every stack in progress on until it rests; everything is written down before it is done. */
export interface Engine {
  /** Writes the operation and its first status; the work begins after the caller was answered. */
  begin(stack: StackRecord, status: string, operation: Operation, reason?: string): StackRecord;
  /** Decides and starts all that can be started now; returns while providers work. */
  advance(stackId: string): void;
  /** Takes up all stacks that were in progress when the process ended. */
  resume(): void;
}

/** Milliseconds between questions to a provider; each wait is half as long again as the last. */
const firstCheck = 20;
const slowestCheck = 1000;

/** One engine works on all stacks at once; JavaScript runs its turns one after the other, so it needs no locks. */
export function openEngine(machine: Machine): Engine {
  const advance = (stackId: string) => {
    while (turn(machine, stackId, { follow, advance })) continue;
  };
  const recordOf = (stackId: string, logicalId: string, token: string) =>
    machine.records.resources(stackId).find((each) => each.logicalId === logicalId && each.step?.token === token);

  /** Does what is left of a written step: ask, wait, or let its time pass. */
  const follow = (stackId: string, logicalId: string, wait = firstCheck): void => {
    const stack = machine.records.stacks.get(stackId);
    const record = machine.records.resources(stackId).find((each) => each.logicalId === logicalId);
    const step = record?.step;
    if (!stack || !record || !step) return;
    const answered = (answer: Answer) => hear(stackId, logicalId, { token: step.token, answer, wait });
    if (step.state === "calling") void callProvider(machine, stack, record, step).then(answered);
    else if (step.state === "pending")
      machine.later(wait, () => {
        // A step that was cancelled meanwhile asks nobody any more.
        const now = recordOf(stackId, logicalId, step.token);
        if (now?.step) void checkProvider(machine, stack, now, now.step).then(answered);
      });
    else machine.later(Math.max(0, step.readyAt - machine.clock.now()), () => release(stackId, logicalId, step.token));
  };

  const hear = (
    stackId: string,
    logicalId: string,
    { token, answer, wait }: { readonly token: string; readonly answer: Answer; readonly wait: number },
  ) => {
    const stack = machine.records.stacks.get(stackId);
    const record = recordOf(stackId, logicalId, token);
    // A step that was cancelled meanwhile has another token: its answer comes too late.
    if (!stack || !record || machine.stopped()) return;
    settle(machine, stack, record, answer);
    advance(stackId);
    if (recordOf(stackId, logicalId, token)) follow(stackId, logicalId, Math.min(slowestCheck, wait * 1.5));
  };

  const release = (stackId: string, logicalId: string, token: string) => {
    const stack = machine.records.stacks.get(stackId);
    const record = recordOf(stackId, logicalId, token);
    if (!stack || !record?.step) return;
    finishStep(machine, stack, record, record.step);
    advance(stackId);
  };

  return {
    advance,
    begin(stack, status, operation, reason) {
      const begun = setStackStatus(machine, { ...stack, operation }, status, reason);
      claimChangeSets(machine, begun);
      watch(machine, begun, advance);
      // After the answer to the caller: what follows may fail or end at once.
      machine.later(0, () => advance(stack.stackId));
      return begun;
    },
    resume() {
      for (const stack of machine.records.stacks.values()) {
        if (!stack.operation || phaseOf(stack.status) === undefined) continue;
        claimChangeSets(machine, stack);
        for (const { logicalId, step } of machine.records.resources(stack.stackId))
          if (step) follow(stack.stackId, logicalId);
        watch(machine, stack, advance);
        advance(stack.stackId);
      }
    },
  };
}

type Follow = (stackId: string, logicalId: string) => void;

/** One round: decides, writes, starts. True while there may be more to decide at once. */
function turn(
  machine: Machine,
  stackId: string,
  { follow, advance }: Pick<Engine, "advance"> & { readonly follow: Follow },
): boolean {
  const stack = machine.records.stacks.get(stackId);
  if (!stack?.operation || phaseOf(stack.status) === undefined || machine.stopped()) return false;
  const decision = decide(machine, stack);
  act(machine, stack, decision, follow);
  if (decision.end === "complete" && isHeldUp(machine, stack, advance)) return false;
  if (decision.end !== undefined) finishPhase(machine, stack, decision.end);
  return decision.end !== undefined || decision.start.length > 0 || decision.cancel.length > 0;
}

function act(machine: Machine, stack: StackRecord, { cancel, start: begun }: Decision, follow: Follow) {
  const byId = new Map(machine.records.resources(stack.stackId).map((record) => [record.logicalId, record] as const));
  for (const logicalId of cancel) {
    const record = byId.get(logicalId);
    if (record) cancelStep(machine, stack, record);
  }
  for (const logicalId of begun)
    if (start(machine, stack, logicalId, byId.get(logicalId))) follow(stack.stackId, logicalId);
}

/** All resources are there, and the rollback triggers forbid or put off the end. */
function isHeldUp(machine: Machine, stack: StackRecord, advance: Engine["advance"]): boolean {
  const reason = triggered(machine, stack);
  if (reason === undefined) return isMonitoring(machine, stack, advance);
  finishPhase(
    machine,
    { ...stack, ...(stack.operation && { operation: { ...stack.operation, cancelled: reason } }) },
    "failed",
  );
  machine.later(0, () => advance(stack.stackId));
  return true;
}

function decide(machine: Machine, stack: StackRecord): Decision {
  const records = machine.records.resources(stack.stackId);
  const key = phaseKey(stack);
  const { operation } = stack;
  switch (phaseOf(stack.status)) {
    case "forward":
      return decideForward(machine.goal(stack), records, key, {
        rollsBack: operation?.onFailure !== "DO_NOTHING",
        cancelled: operation?.cancelled !== undefined,
      });
    case "revert":
      return decideRevert(records, key);
    default:
      return decideDeletions(records, key, isOutstanding(machine, stack));
  }
}

function start(machine: Machine, stack: StackRecord, logicalId: string, record: ResourceRecord | undefined): Begun {
  const phase = phaseOf(stack.status);
  if (phase === "forward") return beginForward(machine, stack, logicalId);
  if (phase === "revert") return beginRevert(machine, stack, logicalId);
  return record && beginRemoval(machine, stack, record);
}

/** What ends or holds up an operation besides its resources. */
function watch(machine: Machine, stack: StackRecord, advance: Engine["advance"]) {
  watchDeadline(machine, stack, advance);
  watchTriggers(machine, stack, advance);
  resumeMonitoring(machine, stack, advance);
}

function watchDeadline(machine: Machine, stack: StackRecord, advance: (stackId: string) => void) {
  const { operation } = stack;
  if (operation?.deadline === undefined) return;
  machine.later(Math.max(0, operation.deadline - machine.clock.now()), () => {
    const now = machine.records.stacks.get(stack.stackId);
    if (now?.status !== "CREATE_IN_PROGRESS" || now.operation?.id !== operation.id) return;
    const cancelled = "Stack creation time exceeded the specified timeout. ";
    machine.records.putStack({ ...now, operation: { ...now.operation, cancelled } });
    advance(stack.stackId);
  });
}
