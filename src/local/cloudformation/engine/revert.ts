import type { Existing, ResourceRecord } from "../model/resource.ts";
import type { StackRecord } from "../model/stack.ts";
import { recordFor } from "./begin.ts";
import { stepOf, type Begun } from "./new-step.ts";
import { workFor } from "./classify.ts";
import { phaseKey } from "./decide.ts";
import { setResource } from "./history.ts";
import type { Machine } from "./machine.ts";

/** Takes a resource back to what it was when the stack was last stable. */
export function beginRevert(machine: Machine, stack: StackRecord, logicalId: string): Begun {
  const record = recordFor(machine, stack, logicalId, "");
  const { current, stable } = record;
  if (!stable) return undefined;
  if (stack.operation?.retain.includes(logicalId) === true) return leaveAsItIs(machine, stack, record);
  if (current?.physicalId !== stable.physicalId) return swapBack(machine, stack, record, stable);
  const changed = workFor({ ...record, status: "" }, stable, machine.specs) === "update";
  if (changed || record.attempted) return updateBack(machine, stack, record, stable);
  const restored: ResourceRecord = { ...record, current: stable, settled: phaseKey(stack) };
  // A replacement that failed left the resource itself untouched.
  if (record.status === "UPDATE_FAILED")
    setResource(machine, stack, restored, { status: "UPDATE_COMPLETE", physicalId: stable.physicalId, of: stable });
  else machine.records.putResource(restored);
  return undefined;
}

/** The resource counts as rolled back although it is not: from here on stack and service may disagree. */
function leaveAsItIs(machine: Machine, stack: StackRecord, record: ResourceRecord): Begun {
  const current = record.current ?? record.stable;
  setResource(
    machine,
    stack,
    { ...record, current, stable: current, attempted: undefined, failed: undefined, settled: phaseKey(stack) },
    { status: "UPDATE_COMPLETE", physicalId: current?.physicalId ?? "", of: current },
  );
  return undefined;
}

/** The old physical resource still exists: it takes its place again, and its successor waits for the cleanup. */
function swapBack(machine: Machine, stack: StackRecord, record: ResourceRecord, stable: Existing): Begun {
  const told = { physicalId: stable.physicalId, of: stable };
  const successor = record.current ? [{ ...record.current, updateReplacePolicy: "Delete" }] : [];
  const garbage = [...record.garbage, ...successor].filter(({ physicalId }) => physicalId !== stable.physicalId);
  const swapped: ResourceRecord = { ...record, type: stable.type, current: stable, garbage, settled: phaseKey(stack) };
  setResource(
    machine,
    stack,
    { ...swapped, attempted: undefined },
    { status: "UPDATE_IN_PROGRESS", ...told },
    { status: "UPDATE_COMPLETE", ...told },
  );
  return undefined;
}

function updateBack(machine: Machine, stack: StackRecord, record: ResourceRecord, stable: Existing): Begun {
  const step = stepOf(machine, record, { action: "update", purpose: "revert", target: stable });
  return setResource(
    machine,
    stack,
    { ...record, step },
    { status: "UPDATE_IN_PROGRESS", physicalId: stable.physicalId, of: stable },
  );
}
