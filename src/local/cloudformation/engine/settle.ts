import type { JsonObject } from "../../json.ts";
import type { Step as Answer } from "../../resource.ts";
import { physicalIdOf, type Existing, type ResourceRecord, type Step } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import { phaseKey, phaseOf } from "./decide.ts";
import { failStep } from "./fail.ts";
import { setResource, tell } from "./history.ts";
import { finishImport, finishRelease } from "./import.ts";
import type { Machine } from "./machine.ts";

/** Writes down what a provider answered. The step goes on when the answer is pending, or done before its time. */
export function settle(machine: Machine, stack: StackRecord, record: ResourceRecord, answer: Answer): void {
  const { step } = record;
  if (!step) return;
  if (answer.state === "failed") {
    const partial = answer.physicalId === undefined ? step : withPhysicalId(step, answer.physicalId);
    failStep(machine, stack, record, { step: partial, reason: answer.reason });
    return;
  }
  const known = learn(machine, stack, record, answer.physicalId);
  if (answer.state === "pending") {
    if (known.step?.state !== "pending")
      machine.records.putResource({ ...known, step: { ...step, ...known.step, state: "pending" } });
    return;
  }
  const done: Step = {
    ...step,
    target: { ...step.target, physicalId: answer.physicalId, attributes: answer.attributes },
  };
  if (machine.clock.now() < step.readyAt) machine.records.putResource({ ...known, step: { ...done, state: "held" } });
  else finishStep(machine, stack, known, done);
}

const withPhysicalId = (step: Step, physicalId: string): Step => ({ ...step, target: { ...step.target, physicalId } });

/** The first time a new resource's physical ID is known, CloudFormation tells it. */
function learn(machine: Machine, stack: StackRecord, record: ResourceRecord, physicalId: string): ResourceRecord {
  const { step } = record;
  if (!step || step.action !== "create" || physicalId === "" || step.target.physicalId !== "") return record;
  const known: ResourceRecord = { ...record, step: withPhysicalId(step, physicalId) };
  const status = step.purpose === "replace" ? "UPDATE_IN_PROGRESS" : "CREATE_IN_PROGRESS";
  return setResource(machine, stack, known, {
    status,
    reason: "Resource creation Initiated",
    physicalId,
    of: step.target,
  });
}

/** Makes the outcome of a successful step the resource's state. */
export function finishStep(machine: Machine, stack: StackRecord, record: ResourceRecord, step: Step): void {
  const rest: ResourceRecord = { ...record, step: undefined };
  if (step.purpose === "clean") return finishCleaning(machine, stack, rest, step);
  if (step.purpose === "release") return finishRelease(machine, stack, rest, step.target);
  if (step.purpose === "import")
    return finishImport(machine, stack, { ...rest, settled: phaseKey(stack) }, step.target);
  if (step.purpose === "remove") {
    const of = phaseOf(stack.status) === "delete" ? step.target : undefined;
    setResource(
      machine,
      stack,
      { ...rest, current: undefined },
      { status: "DELETE_COMPLETE", physicalId: step.target.physicalId, of },
    );
    return;
  }
  const { current } = record;
  // Also an update may answer with another physical ID, as custom resources do to ask for a replacement.
  const replaced = current && current.physicalId !== step.target.physicalId ? [predecessor(current, step)] : [];
  setResource(
    machine,
    stack,
    {
      ...rest,
      type: step.target.type,
      current: { ...step.target, attributes: attributesOf(step, current) },
      garbage: [...record.garbage, ...replaced],
      settled: phaseKey(stack),
      attempted: undefined,
    },
    {
      status: step.purpose === "create" ? "CREATE_COMPLETE" : "UPDATE_COMPLETE",
      physicalId: step.target.physicalId,
      of: step.target,
    },
  );
}

/** What the new template says of replaced resources governs the old one; a rollback leaves none of its own behind. */
const predecessor = (current: Existing, step: Step): Existing => ({
  ...current,
  updateReplacePolicy: step.purpose === "revert" ? "Delete" : step.target.updateReplacePolicy,
});

const attributesOf = (step: Step, current: Existing | undefined): JsonObject =>
  step.action === "update" ? { ...current?.attributes, ...step.target.attributes } : step.target.attributes;

function finishCleaning(machine: Machine, stack: StackRecord, record: ResourceRecord, step: Step): void {
  const garbage = record.garbage.filter(({ physicalId }) => physicalId !== step.target.physicalId);
  const told = { status: "DELETE_COMPLETE", physicalId: step.target.physicalId };
  const cleaned: ResourceRecord = { ...record, garbage, attempts: undefined };
  if (!record.current && garbage.length === 0) {
    setResource(machine, stack, cleaned, told);
    return;
  }
  tell(machine, stack, cleaned, told);
}

/** Gives up a step because another resource failed. What was made so far is taken back with the rest. */
export function cancelStep(machine: Machine, stack: StackRecord, record: ResourceRecord): void {
  const { step } = record;
  if (!step) return;
  if (step.purpose === "clean") machine.records.putResource({ ...record, step: undefined });
  else
    failStep(machine, stack, record, {
      step: withPhysicalId(step, physicalIdOf(record)),
      reason: step.action === "create" ? "Resource creation cancelled" : "Resource update cancelled",
    });
}
