import type { StackRecord } from "../model/stack.ts";
import { deniedByPolicy, policyOf } from "../policy.ts";
import { invalid } from "../refusal.ts";
import { phaseOf } from "./decide.ts";
import { restStack, setStackStatus } from "./history.ts";
import { endChangeSet } from "./change-sets.ts";
import type { Machine } from "./machine.ts";
import { outcomeOf } from "./outcome.ts";
import {
  cleanupDone,
  deletionDone,
  deletionFailed,
  failureReason,
  forwardDone,
  forwardFailed,
  revertDone,
  revertFailed,
  type Transition,
} from "./transition.ts";

/** Ends the phase a stack is in and takes it to its next status. */
export function finishPhase(machine: Machine, stack: StackRecord, end: "complete" | "failed"): void {
  const { operation } = stack;
  if (!operation) return;
  const failure = failureReason(stack, machine.records.resources(stack.stackId));
  switch (phaseOf(stack.status)) {
    case "forward":
      if (end === "complete") finishForward(machine, stack);
      else move(machine, stack, forwardFailed(stack, operation, operation.cancelled ?? failure));
      return;
    case "revert":
      move(machine, stack, end === "complete" ? revertDone : revertFailed(failure));
      return;
    case "cleanup":
      move(machine, stack, cleanupDone(stack));
      return;
    default:
      move(machine, stack, end === "complete" ? deletionDone(stack) : deletionFailed(stack, failure));
  }
}

function finishForward(machine: Machine, stack: StackRecord) {
  const { operation } = stack;
  if (!operation) return;
  try {
    checkRemovals(machine, stack);
    const described = machine.goal(stack).template.description;
    move(machine, { ...stack, ...outcomeOf(machine, stack), description: described }, forwardDone(stack));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    move(machine, stack, forwardFailed(stack, operation, `${reason.replace(/\.$/, "")}. `));
  }
}

/** What left the template is deleted in the cleanup, which nothing can take back: the policy is asked before. */
function checkRemovals(machine: Machine, stack: StackRecord) {
  const { resources } = machine.goal(stack);
  for (const { logicalId, current } of machine.records.resources(stack.stackId)) {
    if (!current || resources.has(logicalId)) continue;
    const denied = deniedByPolicy(policyOf(stack), current, logicalId, "remove");
    if (denied !== undefined) throw invalid(denied);
  }
}

function move(machine: Machine, stack: StackRecord, { status, reason, stable }: Transition) {
  const { operation } = stack;
  // Resources first: a crash in between finds the phase complete and does this again.
  if (stable === true) stabilise(machine, stack);
  const rests = phaseOf(status) === undefined;
  const rolledBack = /^(?:UPDATE|IMPORT)_ROLLBACK/.test(status);
  const deployment = stable === true && !rolledBack ? operation?.target : stack.stable;
  const moved: StackRecord = {
    ...stack,
    stable: deployment,
    shown: rolledBack ? stack.stable : stack.shown,
    ...(status === "DELETE_COMPLETE" ? deletedNow(machine) : {}),
    ...(rolledBack && rests ? rolledBackOutcome(machine, stack) : {}),
  };
  if (rests) {
    // The change set before the stack: a crash in between finds the operation still there and does this again.
    endChangeSet(machine, operation, status);
    restStack(machine, moved, { status, reason });
    machine.records.sweep();
  } else setStackStatus(machine, moved, status, reason);
}

const deletedNow = ({ clock }: Machine) => ({
  deletedAt: clock.now(),
  outputs: [],
  imports: [],
  terminationProtection: false,
});

/** Outputs are only replaced when an update succeeds, so a rolled back stack still has those of its stable state. */
const rolledBackOutcome = (machine: Machine, stack: StackRecord) => ({
  description: stack.stable ? machine.template(stack.stable.template).description : stack.description,
});

/** What is there now is what a later rollback returns to. */
function stabilise(machine: Machine, stack: StackRecord) {
  for (const record of machine.records.resources(stack.stackId)) {
    if (!record.current) machine.records.dropResource(record);
    else if (record.stable !== record.current || record.garbage.length > 0)
      machine.records.putResource({
        ...record,
        stable: record.current,
        garbage: [],
        attempted: undefined,
        attempts: undefined,
        failed: undefined,
      });
  }
}
