import type { Existing, ResourceRecord } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import { beginDeletion } from "./begin.ts";
import { stepOf, type Begun } from "./new-step.ts";
import { phaseOf } from "./decide.ts";
import { beginRelease, importedId } from "./import.ts";
import { setResource, tell } from "./history.ts";
import type { Machine } from "./machine.ts";

/** Whether the phase a stack is in still has to delete something of this resource. */
export function isOutstanding(machine: Machine, stack: StackRecord): (record: ResourceRecord) => boolean {
  const phase = phaseOf(stack.status);
  if (phase === "release") return ({ current, stable }) => current !== undefined && stable === undefined;
  if (phase === "delete")
    return ({ status, current, garbage }) =>
      current !== undefined || garbage.length > 0 || !/^DELETE_(?:COMPLETE|SKIPPED)$/.test(status);
  const unwanted = stack.status.includes("ROLLBACK")
    ? (record: ResourceRecord) => record.stable === undefined
    : (record: ResourceRecord) => !machine.goal(stack).resources.has(record.logicalId);
  return (record) =>
    record.garbage.length > 0 ||
    ((record.current !== undefined || record.status === "CREATE_FAILED") && unwanted(record));
}

/** Deletes or lets go the next of what is outstanding: leftovers first, then the resource itself. */
export function beginRemoval(machine: Machine, stack: StackRecord, record: ResourceRecord): Begun {
  const [leftover, ...others] = record.garbage;
  const { current } = record;
  if (leftover) {
    if (leftover.updateReplacePolicy !== "Retain") return beginDeletion(machine, stack, record, leftover);
    tell(machine, stack, { ...record, garbage: others }, { status: "DELETE_SKIPPED", physicalId: leftover.physicalId });
    return undefined;
  }
  if (!current) {
    // It failed before it had a physical ID: there is nothing to delete, and CloudFormation says so.
    setResource(machine, stack, record, { status: "DELETE_COMPLETE", physicalId: "" });
    return undefined;
  }
  if (phaseOf(stack.status) === "release") return beginRelease(machine, stack, record, current);
  const of = phaseOf(stack.status) === "delete" ? current : undefined;
  if (isRetained(stack, record, current)) {
    setResource(
      machine,
      stack,
      { ...record, current: undefined },
      { status: "DELETE_SKIPPED", physicalId: current.physicalId, of },
    );
    return undefined;
  }
  const step = stepOf(machine, record, { action: "delete", purpose: "remove", target: current });
  return setResource(
    machine,
    stack,
    { ...record, step },
    { status: "DELETE_IN_PROGRESS", physicalId: current.physicalId, of },
  );
}

function isRetained(stack: StackRecord, record: ResourceRecord, current: Existing): boolean {
  if (stack.operation?.retain.includes(record.logicalId) === true && stack.status === "DELETE_IN_PROGRESS") return true;
  // What was there before the stack stays when the stack takes itself back.
  if (stack.status.includes("ROLLBACK") && importedId(stack, record.logicalId) === current.physicalId) return true;
  const undoneCreation = record.stable === undefined && stack.status.includes("ROLLBACK");
  if (undoneCreation && stack.operation?.retainExceptOnCreate === true) return false;
  return current.deletionPolicy === "Retain" || (current.deletionPolicy === "RetainExceptOnCreate" && !undoneCreation);
}
