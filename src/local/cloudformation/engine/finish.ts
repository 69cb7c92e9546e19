import type { StackRecord } from "../model/stack.ts";
import { deniedByPolicy } from "../policy.ts";
import { invalid } from "../refusal.ts";
import { phaseOf } from "./decide.ts";
import { setStackStatus } from "./history.ts";
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
    const denied = deniedByPolicy(stack.policy, current, logicalId, "remove");
    if (denied !== undefined) throw invalid(denied);
  }
}

function move(machine: Machine, stack: StackRecord, { status, reason, stable }: Transition) {
  const { operation } = stack;
  // Resources first: a crash in between finds the phase complete and does this again.
  if (stable === true) stabilise(machine, stack);
  const rests = phaseOf(status) === undefined;
  const rolledBack = status.startsWith("UPDATE_ROLLBACK");
  const deployment = stable === true && !rolledBack ? operation?.target : stack.stable;
  const at = machine.clock.now();
  setStackStatus(
    machine,
    {
      ...stack,
      stable: deployment,
      shown: rolledBack ? stack.stable : stack.shown,
      // A stack that rests keeps its operation only long enough to put the token on this last event.
      ...(rests ? { deletedAt: status === "DELETE_COMPLETE" ? at : stack.deletedAt } : {}),
      ...(status === "DELETE_COMPLETE" ? { outputs: [], imports: [], terminationProtection: false } : {}),
      ...(rolledBack && rests ? rolledBackOutcome(machine, stack) : {}),
    },
    status,
    reason,
  );
  if (rests) rest(machine, stack.stackId);
}

/** Outputs are only replaced when an update succeeds, so a rolled back stack still has those of its stable state. */
const rolledBackOutcome = (machine: Machine, stack: StackRecord) => ({
  description: stack.stable ? machine.template(stack.stable.template).description : stack.description,
});

function rest(machine: Machine, stackId: string) {
  const stack = machine.records.stacks.get(stackId);
  if (!stack) return;
  const executed = stack.operation?.changeSetId;
  const changeSet = executed === undefined ? undefined : machine.records.changeSets.get(executed);
  if (changeSet) {
    const executionStatus = /^(?:CREATE|UPDATE)_COMPLETE$/.test(stack.status) ? "EXECUTE_COMPLETE" : "EXECUTE_FAILED";
    machine.records.changeSets.put(changeSet.changeSetId, { ...changeSet, executionStatus });
  }
  machine.records.stacks.put(stackId, { ...stack, operation: undefined });
}

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
