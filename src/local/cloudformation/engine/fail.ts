import type { ResourceRecord, Step } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import { phaseKey, phaseOf } from "./decide.ts";
import { setResource, tell } from "./history.ts";
import type { Machine } from "./machine.ts";

/** CloudFormation tries a deletion in the cleanup phase three times and then lets the resource go. */
const cleanupAttempts = 3;

/** Writes down a failed step and what it leaves behind. */
export function failStep(
  machine: Machine,
  stack: StackRecord,
  record: ResourceRecord,
  { step, reason }: { readonly step: Step; readonly reason: string },
): void {
  const failed = phaseKey(stack);
  const rest: ResourceRecord = { ...record, step: undefined };
  const { physicalId } = step.target;
  if (step.action === "delete") return failDeletion(machine, stack, rest, { step, reason });
  if (step.action === "create") {
    // A physical ID means that something may exist although the creation failed.
    const made = physicalId !== "" && physicalId !== record.current?.physicalId;
    const partial = made ? [{ ...step.target, updateReplacePolicy: "Delete" }] : [];
    setResource(
      machine,
      stack,
      { ...rest, garbage: [...record.garbage, ...partial], failed },
      { status: step.purpose === "replace" ? "UPDATE_FAILED" : "CREATE_FAILED", reason, physicalId, of: step.target },
    );
    return;
  }
  if (step.action === "import" || step.action === "release") {
    const status = step.action === "import" ? "IMPORT_FAILED" : "IMPORT_ROLLBACK_FAILED";
    setResource(machine, stack, { ...rest, failed }, { status, reason, physicalId, of: step.target });
    return;
  }
  const attempted = step.purpose === "update" ? step.target : record.attempted;
  setResource(
    machine,
    stack,
    { ...rest, attempted, failed },
    { status: "UPDATE_FAILED", reason, physicalId, of: step.target },
  );
}

function failDeletion(
  machine: Machine,
  stack: StackRecord,
  record: ResourceRecord,
  { step, reason }: { readonly step: Step; readonly reason: string },
): void {
  const told = { status: "DELETE_FAILED", reason, physicalId: step.target.physicalId };
  if (phaseOf(stack.status) === "cleanup") {
    const attempts = (record.attempts ?? 0) + 1;
    tell(machine, stack, attempts < cleanupAttempts ? { ...record, attempts } : letGo(record, step), told);
    return;
  }
  const failed = phaseKey(stack);
  if (stack.operation?.force === true && stack.status === "DELETE_IN_PROGRESS") {
    setResource(
      machine,
      stack,
      letGo(record, step),
      { ...told, of: step.target },
      { status: "DELETE_SKIPPED", physicalId: told.physicalId, of: step.target },
    );
    return;
  }
  setResource(machine, stack, { ...record, failed }, { ...told, of: step.target });
}

const letGo = (record: ResourceRecord, step: Step): ResourceRecord => ({
  ...record,
  attempts: undefined,
  current: step.purpose === "remove" ? undefined : record.current,
  garbage: record.garbage.filter(({ physicalId }) => physicalId !== step.target.physicalId),
});
